"""The rule engine: rules compiled to set-based SQL, the same for one person and for a county."""
