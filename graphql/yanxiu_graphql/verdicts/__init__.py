"""Verdicts and the county's picture in the schema."""
