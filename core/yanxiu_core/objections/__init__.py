"""Objections (异议) to what a notice shows, and how they are settled (复核)."""
