"""What a caller may ask for: the weight of a document and the bucket that pays for it."""
