"""Exhibitions and showings of the three scripts, the works in them, and what is said about these."""
