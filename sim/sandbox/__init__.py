"""A simulated EC2 host made of real parts, in namespaces of its own."""
