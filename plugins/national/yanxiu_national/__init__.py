"""Public rules of teachers' training: 360 hours in five years, credits."""
