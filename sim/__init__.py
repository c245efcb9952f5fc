"""A simulated EC2 host in which every deployment, restore and recovery is tried under faults."""
