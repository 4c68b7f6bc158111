"""Objections in the schema."""
