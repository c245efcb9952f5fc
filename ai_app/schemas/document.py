"""The text of a document that somebody sent."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentText:
    """What was read of a document, within bounds."""

    text: str
    """Its lines; without control characters, in the normal form NFKC."""
    page_count: int
    pages_read: int
    is_cut: bool
    """Whether pages or characters were left out, for there were more than are read."""
