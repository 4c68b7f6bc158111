"""Imports of an office's files: staged, checked as a set, written as a whole or not at all."""
