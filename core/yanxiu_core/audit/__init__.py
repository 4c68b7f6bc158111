"""One record for every command."""
