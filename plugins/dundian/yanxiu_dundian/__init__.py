"""Policy of researchers who stay at schools (蹲点): presence, lessons, lectures, writing."""
