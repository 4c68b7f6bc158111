"""A county's own forms: files with placeholders that exporters fill."""
