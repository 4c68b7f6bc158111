"""Assignments of people to units in the schema."""
