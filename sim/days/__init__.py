"""Days: a host that lives for hours and weeks, and all that happens to it in them."""
