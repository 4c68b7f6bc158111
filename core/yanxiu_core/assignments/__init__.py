"""Assignments: dated relations of a person to a unit (编制, 任教, 教研组, and those that plugins declare)."""
