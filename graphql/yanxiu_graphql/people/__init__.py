"""People in the schema."""
