"""What must hold where several deployers come to one host at once."""
