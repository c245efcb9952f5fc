"""Business flow: what happens for one request, without HTTP and without I/O of its own."""
