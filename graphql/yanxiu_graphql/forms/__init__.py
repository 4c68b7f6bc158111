"""Forms and answers in the schema."""
