"""Evidence: a text with character count and hash, or a stored file."""
