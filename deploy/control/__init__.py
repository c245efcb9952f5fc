"""The control side: a CI job or a person elsewhere who reaches the host. Never runs on it."""
