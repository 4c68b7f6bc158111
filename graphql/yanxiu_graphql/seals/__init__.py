"""Seals and certified results in the schema."""
