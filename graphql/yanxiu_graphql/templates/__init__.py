"""A county's own forms in the schema."""
