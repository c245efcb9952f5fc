"""A fake uv: `command` runs one command of it."""
