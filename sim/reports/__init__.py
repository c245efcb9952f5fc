"""What a premiere and a sweep came to: for people and for machines."""
