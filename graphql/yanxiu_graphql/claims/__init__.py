"""Claims and decisions on them in the schema."""
