"""New plugins: a complete distribution for each kind, from the folders beside this file."""
