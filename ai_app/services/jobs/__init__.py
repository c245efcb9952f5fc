"""Work that takes longer than a request: done in the background, and asked after."""
