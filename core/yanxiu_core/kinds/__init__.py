"""Kinds of activities, evidence and records: a county's own words, and those of plugins with a form."""
