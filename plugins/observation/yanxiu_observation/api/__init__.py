"""What plugin `observation` adds to the schema."""
