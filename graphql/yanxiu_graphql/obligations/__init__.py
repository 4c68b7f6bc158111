"""Exceptions from rules in the schema."""
