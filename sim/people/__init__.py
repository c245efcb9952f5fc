"""What people do to a host, between commands and amid them."""
