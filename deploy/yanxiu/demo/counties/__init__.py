"""The made-up counties, a file each: what it is called, what it follows, who holds tokens, and what has happened there."""
