"""Alembic branch `tenants`."""
