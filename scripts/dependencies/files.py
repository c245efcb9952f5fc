"""Files of this checkout: each is replaced whole, or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def replace(target: Path, content: bytes) -> None:
    """Put content in the place of a file, in one rename; its mode is kept."""
    mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    made = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.chmod(mode)
        made.replace(target)
    finally:
        made.unlink(missing_ok=True)
