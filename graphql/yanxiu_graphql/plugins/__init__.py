"""Plugins in the schema."""
