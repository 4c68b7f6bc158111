"""Roles: sets of permissions, and how far they reach."""
