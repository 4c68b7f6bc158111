"""Long work: imports, exports, judging a county."""
