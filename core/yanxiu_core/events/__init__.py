"""What has happened, told to plugins after it is committed, once."""
