"""The secrets of a simulated host: no word of them may ever be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from sim.states.places import APP, CONFIG
from sim.storage.nodes import File

if TYPE_CHECKING:
    from sim.storage.disk import Disk

SHARED = CONFIG.layout.shared
PASSWORD = "canary-of-the-password"  # noqa: S105 - of nothing
PLAIN = {"DB_USER": "ubuntu", "DB_NAME": "refit", "ENVIRONMENT": "production", "DB_PORT": "8000"}
"""What is no secret: the deployer says the same words, and nothing made sense without them."""
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
REMARKED, HOOK, QUOTED = "hf-canary-before-a-remark", "hook-canary in quotes", "canary@of/the url"
LINES = ("canary of the first line", "canary of the second line")
MORE = (REMARKED, HOOK, QUOTED, quote(QUOTED, safe=""), *LINES)
"""What programs make of values that are written in less plain ways."""
KEPT = {".env.local": "canary-of-this-place", ".env.production": "canary-of-production"}
"""What lies in the files that the host keeps in its run directory, where it has such."""
BEFORE, ASIDE = "canary-of-the-time-before", f"{SHARED}/.env.before-20250101000000"
"""What lies in a file that was shared before, and where that lies."""
WORDS = (*SECRETS, PASSWORD, TAIL, *MORE, *KEPT.values(), BEFORE, OF_TENANT)
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
        f"HF_TOKEN={REMARKED} # of the models",
        f'WEBHOOK="{HOOK}" # of Discord',
        f"EVENTS_URL=amqp://refit:{quote(QUOTED, safe='')}@events/refit",
        'PRIVATE_KEY="{}\n{}"'.format(*LINES),
        *(f"{name}={word}" for name, word in PLAIN.items()),
    )
    return "".join(f"{line}\n" for line in lines).encode()


def kept(disk: Disk) -> list[str]:
    """Return what this very host keeps secret: a likeness of another one has not all of it."""
    inside = (f"{APP}/ai_app/{name}" for name in (".env", *KEPT))
    places = (f"{APP}/.env", *inside, ASIDE)
    nodes = (disk.node(place) for place in places)
    known = b"".join(node.content for node in nodes if type(node) is File)
    told = [
        secret
        for secret in (*SECRETS, PASSWORD, *MORE, *KEPT.values(), BEFORE)
        if secret.encode() in known
    ]
    return [*told, QUOTED] if quote(QUOTED, safe="").encode() in known else told
