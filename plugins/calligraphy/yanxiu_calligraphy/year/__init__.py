"""A school's calligraphy in one school year."""
