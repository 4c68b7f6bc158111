"""Real PostgreSQL and Valkey from wheels, and the processes of a single-machine installation."""
