"""Code tables of a tenant: attendance statuses, activity kinds, roles, titles."""
