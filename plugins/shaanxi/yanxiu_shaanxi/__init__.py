"""Policies of Shaanxi: 40 hours a calendar year in Yuyang."""
