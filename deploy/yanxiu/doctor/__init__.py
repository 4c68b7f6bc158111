"""What `yanxiu doctor` looks at."""
