"""Participations in the schema."""
