"""Alembic: the environment all branches share, and core's own branch."""
