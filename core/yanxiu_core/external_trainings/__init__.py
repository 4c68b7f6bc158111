"""External training (国培, 远程, 校外): certificates of what people learned outside school."""
