"""All hooks, one file per audience."""
