"""Code tables in the schema."""
