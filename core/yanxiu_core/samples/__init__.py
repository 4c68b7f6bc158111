"""Samples (抽查): claims drawn by risk from a published seed."""
