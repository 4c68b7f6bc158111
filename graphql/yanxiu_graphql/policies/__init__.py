"""Policies and rules in the schema."""
