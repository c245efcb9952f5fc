"""The address that messages go to: a secret as a whole, read in its one form."""

from __future__ import annotations

import re

from deploy.control.secret import Secret
from deploy.errors import Refused

VARIABLE = "DISCORD_WEBHOOK"
ORIGIN = "https://discord.com"
VERSION = "v10"
"""Without a version Discord takes an old one, whose `retry_after` is in milliseconds."""
FORM = re.compile(
    r"https://(?:(?:canary|ptb)[.])?discord(?:app)?[.]com"
    r"/api/(?:v[0-9]{1,2}/)?webhooks/([0-9]{15,22})/([A-Za-z0-9_-]{40,128})"
)


def parse_webhook(text: str) -> Secret:
    """Return the webhook's address in its one form; refuse, without repeating it, what is none."""
    found = FORM.fullmatch(text)
    if found is None:
        raise Refused(
            f"{VARIABLE} is no webhook of Discord",
            "Copy it from the channel's settings: https://discord.com/api/webhooks/ID/TOKEN",
        )
    return Secret(VARIABLE, f"{ORIGIN}/api/{VERSION}/webhooks/{found[1]}/{found[2]}")
