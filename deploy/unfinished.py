"""Where something lies while it is being written, beside its place."""

UNFINISHED = ".writing"
"""How the name of a file or a link ends until it takes its place."""


def unfinished(path: str) -> str:
    """Return where what is written to `path` lies, until it takes its place."""
    return "/.".join(path.rsplit("/", 1)) + UNFINISHED
