"""Policies of Shaanxi: 40 hours a calendar year in Yuyang, its five-year plan, and the aims of Hanyin."""
