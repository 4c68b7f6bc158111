"""Jobs that the clock starts, once per due time and county."""
