"""The policies as dated YAML, one folder for each source document."""
