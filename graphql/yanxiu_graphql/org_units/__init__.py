"""Org units in the schema."""
