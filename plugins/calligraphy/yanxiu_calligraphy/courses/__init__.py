"""Courses of calligraphy, their groups and lessons."""
