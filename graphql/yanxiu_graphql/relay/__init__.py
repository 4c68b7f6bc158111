"""Relay: nodes by global id, and pages."""
