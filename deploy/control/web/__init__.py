"""Services of the web behind the ports of the control side. Needs requests."""
