"""Composition root, command line, embedded servers and the demo counties."""
