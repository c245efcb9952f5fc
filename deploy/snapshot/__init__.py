"""A snapshot: what a host looks like, as one JSON document without contents and secrets."""

from __future__ import annotations

from deploy.snapshot.document import parse
from deploy.snapshot.model import Snapshot
from deploy.snapshot.taking import take

__all__ = ["Snapshot", "parse", "take"]
