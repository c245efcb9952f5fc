"""The HTTP face of the service: what it answers, and how it is put together."""
