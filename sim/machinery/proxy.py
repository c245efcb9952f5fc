"""What a running Caddy does with a request: its sites, as its configuration names them."""

from __future__ import annotations

import functools
from typing import NamedTuple

from deploy.ports import Answer

HTTP_PORT = 80


class Site(NamedTuple):
    """One route of a proxy: whom it answers, and with what."""

    port: int = HTTP_PORT
    name: str = ""
    """The host name it answers to; empty for any."""
    prefix: str = "/"
    """The paths it answers to begin so."""
    upstream: int = 0
    """The port it passes requests to; 0 where it answers by itself."""
    holds_s: float = 0.0
    """It holds a request this long while nothing listens there (`lb_try_duration`)."""
    says: Answer | None = None
    """What it answers by itself."""

    def takes(self, name: str, port: int, path: str) -> bool:
        """Say whether a request is for this site."""
        here = port == self.port and self.name in ("", name)
        return here and path.startswith(self.prefix)


def main_site(sites: tuple[Site, ...]) -> Site | None:
    """Return the site that clients of the service come through: port 80, whatever the name."""
    found = (site for site in sites if site.port == HTTP_PORT and site.upstream and not site.name)
    return next(found, None)


@functools.lru_cache(maxsize=64)
def in_order(main: Site, upstream: int, others: tuple[Site, ...]) -> tuple[Site, ...]:
    """Order sites once: what a proxy is told seldom changes."""
    found = (main._replace(upstream=upstream), *others)
    return tuple(sorted(found, key=lambda site: (-len(site.name), -len(site.prefix))))
