"""Which policies apply to which units, with which parameters."""
