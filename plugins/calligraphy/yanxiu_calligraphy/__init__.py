"""Plugin `calligraphy`."""
