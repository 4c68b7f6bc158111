"""Dated facts of people and units in the schema."""
