"""Who asks, and the port through which services learn what the caller may do."""
