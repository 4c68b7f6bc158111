"""Who took part in which segment, in which role, with which attendance status."""
