"""One module per revision; its number says its place."""
