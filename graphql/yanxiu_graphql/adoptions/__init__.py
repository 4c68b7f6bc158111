"""Adoptions of policies in the schema."""
