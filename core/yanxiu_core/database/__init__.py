"""PostgreSQL: tables keyed by tenant, row-level security, transactions bound to one tenant."""
