"""Records (台账): dated facts of people and units that are neither an activity nor a written work."""
