"""The secrets of the service: that they are there, and closed to others. No value is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import dotenv
from deploy.doctor.finding import Finding, ok, wrong

if TYPE_CHECKING:
    from deploy.host import View

NEEDED = ("GEMINI_API_KEY", "DATABASE_URL")
OTHERS = 0o007


def look(view: View) -> list[Finding]:
    """Look at the keys of `.env` and at its permissions."""
    path = f"{view.layout.app}/.env"
    edit = f"nano {path}"
    if view.files.kind(path) is None:
        said = f"{path} is not there; it sets {' and '.join(NEEDED)}"
        return [wrong("secrets", said, f"install -m 600 /dev/null {path} && {edit}")]
    there = dotenv.keys(view.files, path)
    found = [
        wrong("secrets", f"{path} does not set {name}", f"{edit}  # a line {name}=...")
        for name in NEEDED
        if name not in there
    ]
    mode = view.files.marks(view.files.resolve(path)).mode
    if mode & OTHERS:
        said = f"{path} is open to every user of this machine ({mode:o})"
        found.append(wrong("secrets", said, f"chmod 600 {path}"))
    return found or [ok("secrets", f"{path} sets {' and '.join(NEEDED)}, for its owner alone")]
