"""External training in the schema."""
