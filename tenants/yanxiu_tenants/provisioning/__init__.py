"""Create tenants with what a county needs from the first day on."""
