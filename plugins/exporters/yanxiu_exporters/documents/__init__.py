"""What stands in each document, whatever the format."""
