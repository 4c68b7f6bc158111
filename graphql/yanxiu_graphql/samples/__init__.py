"""Samples in the schema."""
