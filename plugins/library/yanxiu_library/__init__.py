"""Rule library: the rules of school and county study plans, one policy per source document."""
