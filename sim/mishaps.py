"""Mishaps of HTTP: no answer, a late one, or one that is nobody's."""

from __future__ import annotations

from deploy.ports import Answer

SLOW = 0.9
"""So much of its time a slow answer takes."""
BROKEN = {
    "refused": "Connection refused",
    "lost": "Connection reset by peer",
    "cut": "IncompleteRead(7 bytes read, 8 more expected)",
}
ODD = {
    "stranger": Answer(200, b"<html>It works!</html>"),
    "garbage": Answer(200, b"\x00\xff{"),
    "nothing": Answer(200, b""),
    "moved": Answer(302, b""),
}
"""Whole answers of whom nobody has asked."""
