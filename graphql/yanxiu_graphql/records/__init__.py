"""Records (台账) in the schema."""
