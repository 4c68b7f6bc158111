"""Dated, single-valued facts, of people and of units."""
