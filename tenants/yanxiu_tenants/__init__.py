"""Counties on one instance: provisioning, credentials, roles, switches."""
