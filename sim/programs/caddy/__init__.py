"""A fake Caddy: `command` runs one command of it."""
