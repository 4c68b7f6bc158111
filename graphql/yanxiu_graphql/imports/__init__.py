"""Imports in the schema."""
