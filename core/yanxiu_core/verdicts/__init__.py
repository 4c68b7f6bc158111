"""What the rules say of whom: derived, and explained on demand."""
