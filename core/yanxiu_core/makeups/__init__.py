"""补学: approved decisions that count what was done later towards a window that is closed."""
