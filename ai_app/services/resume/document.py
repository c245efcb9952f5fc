"""What the service asks of whoever reads and fetches documents."""

from typing import Protocol

from schemas.document import DocumentText


class DocumentReader(Protocol):
    """Reads the text of documents; may be called by many threads."""

    def read(self, data: bytes) -> DocumentText:
        """Return the text.

        Raises `Unusable` where there is none that can be read, `NotReady` where it is too busy.
        """


class DocumentFetcher(Protocol):
    """Fetches documents from where an operator allows it."""

    def fetch(self, url: str) -> bytes:
        """Return what is there; raise `Unusable` where it may not or cannot be fetched."""
