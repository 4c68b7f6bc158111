"""Documented exceptions from a rule: exempt, pro rata, or otherwise set."""
