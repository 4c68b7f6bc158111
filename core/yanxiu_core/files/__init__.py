"""Stored files: uploads, exports, scans."""
