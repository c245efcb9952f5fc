"""The control side, simulated: AWS, hosts behind it, and what may go wrong on the way."""
