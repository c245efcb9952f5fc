"""What happens to every request, whatever it asks for: plain ASGI, which costs microseconds."""
