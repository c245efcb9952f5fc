"""The secrets of a simulated host: no word of them may ever be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.states.places import APP
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.storage.disk import Disk

PASSWORD = "canary-of-the-password"  # noqa: S105 - of nothing
TAIL = "-canary-of-the-tail"
"""What an old key has behind the present one: whoever blots out the shorter one first leaves it."""
SECRETS = (
    "AIzaSyCanaryOfGemini",
    f"postgresql://refit:{PASSWORD}@db/refit",
    f"AIzaSyCanaryOfGemini{TAIL}",
    "canary in quotes",
)
"""Its API key, its database's address, its key of last year and one more, as `.env` has them."""
OF_TENANT = "canary-of-another-tenant"
"""Of the environment in which PM2 has the other tenant: nothing that is ours holds it, but PM2."""
WORDS = (*SECRETS, PASSWORD, TAIL, OF_TENANT)
"""All that may not be seen."""


def settings() -> bytes:
    """Return a `.env` with these secrets, each line written in another way that people use."""
    key, database, old, quoted = SECRETS
    lines = (
        f"GEMINI_API_KEY={key}",
        f"DATABASE_URL={database}",
        f"export GEMINI_API_KEY_OF_LAST_YEAR={old}",
        f'SENTRY_TOKEN = "{quoted}"',
        "# LOG_LEVEL=debug",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def kept(disk: Disk) -> list[str]:
    """Return what this very host keeps secret: a likeness of another one has not all of it."""
    places = (f"{APP}/.env", f"{APP}/ai_app/.env")
    nodes = (disk.node(place) for place in places)
    known = b"".join(node.content for node in nodes if type(node) is File)
    return [secret for secret in (*SECRETS, PASSWORD) if secret.encode() in known]
