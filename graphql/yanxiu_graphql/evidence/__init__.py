"""Evidence in the schema."""
