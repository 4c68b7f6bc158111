"""Policies: dated rules as data, loaded from the plugins' files."""
