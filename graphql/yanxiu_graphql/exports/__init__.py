"""Exports in the schema."""
