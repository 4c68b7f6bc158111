"""Access tokens in the schema."""
