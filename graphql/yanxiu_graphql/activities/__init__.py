"""Activities in the schema."""
