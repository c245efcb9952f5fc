"""What people do with who is shown to them, and what that says of mentors and of rankings."""
