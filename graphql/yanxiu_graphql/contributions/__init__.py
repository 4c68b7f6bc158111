"""What plugins add to the schema: the kinds of fields they may have, and how these are checked, joined and run."""
