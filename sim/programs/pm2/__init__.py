"""A fake PM2, verified against 7.0.4: `command` runs one command of it."""
