"""Tenants (a county, or a school that hosts itself) and their clocks."""
