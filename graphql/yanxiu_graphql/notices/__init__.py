"""Public notices in the schema."""
