"""The ledger in the schema."""
