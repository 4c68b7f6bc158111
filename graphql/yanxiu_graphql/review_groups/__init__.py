"""Review groups in the schema."""
