"""Exports: documents and tables that plugins make from the same reads."""
