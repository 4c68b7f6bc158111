"""Pictures that are handed in: checked by decoding them, written anew, kept with thumbnails, made small for print."""
