"""补学 in the schema."""
