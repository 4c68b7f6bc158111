"""Which plugins are on, for a county and for its schools."""
