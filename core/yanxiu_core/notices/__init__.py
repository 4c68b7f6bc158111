"""Public notices (公示): what a unit shows of its claims for some working days."""
