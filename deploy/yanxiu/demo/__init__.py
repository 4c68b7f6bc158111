"""Made-up counties in the shape of the files that county offices keep."""
