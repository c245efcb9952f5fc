"""Measurements on a host of real parts: what clients notice of a deployment, and what it costs."""
