"""The policies as dated YAML, one folder each."""
