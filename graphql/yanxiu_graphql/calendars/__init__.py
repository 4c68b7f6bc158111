"""The calendar in the schema."""
