"""Org units: the management tree and its overlays, all dated."""
