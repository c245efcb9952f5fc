"""The one place that knows where things lie on a host."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Layout:
    """Paths below the base directory of a host (the contract's table), each put together once."""

    base: str

    @cached_property
    def app(self) -> str:
        """The directory of this service."""
        return f"{self.base}/app/ai"

    @cached_property
    def live(self) -> str:
        """The run directory: what PM2 executes."""
        return f"{self.app}/ai_app"

    @cached_property
    def current(self) -> str:
        """The one pointer: a link to the release that is live."""
        return f"{self.app}/current"

    @cached_property
    def releases(self) -> str:
        """The directory of releases."""
        return f"{self.app}/releases"

    @cached_property
    def environments(self) -> str:
        """The directory of environments."""
        return f"{self.app}/environments"

    @cached_property
    def shared(self) -> str:
        """Files of the host's own that live inside the run directory."""
        return f"{self.app}/shared"

    @cached_property
    def state(self) -> str:
        """The deployer's own records."""
        return f"{self.app}/.deploy"

    @cached_property
    def lock(self) -> str:
        """Held by the one deployer at work."""
        return f"{self.state}/lock"

    @cached_property
    def journal(self) -> str:
        """How far the deployment under way has come."""
        return f"{self.state}/journal.json"

    @cached_property
    def journal_before(self) -> str:
        """The journal of a deployment over which another one was begun, until that changes."""
        return f"{self.state}/journal-before.json"

    @cached_property
    def record(self) -> str:
        """What is live, from which wheel, since when."""
        return f"{self.state}/current.json"

    @cached_property
    def failures(self) -> str:
        """The releases that were rolled back."""
        return f"{self.state}/failed.json"

    @cached_property
    def reports(self) -> str:
        """One JSON report for each deployment."""
        return f"{self.state}/reports"

    @cached_property
    def incoming(self) -> str:
        """Wheels on their way into a release, a directory with a lock for each instruction."""
        return f"{self.state}/incoming"

    @cached_property
    def deployers(self) -> str:
        """The one-file deployers that the control side had run, by their digests."""
        return f"{self.state}/deployers"

    @cached_property
    def backups(self) -> str:
        """The directory of backups."""
        return f"{self.base}/backups/ai"

    @cached_property
    def pm2_config(self) -> str:
        """PM2's configuration of the service."""
        return f"{self.base}/infra/pm2/ecosystem.ai.config.js"

    @cached_property
    def caddy_site(self) -> str:
        """Caddy's site of the service, which the main Caddyfile imports."""
        return f"{self.base}/infra/caddy/ai.Caddyfile"

    @cached_property
    def caddy_route(self) -> str:
        """How requests reach the service, to stand inside of any site."""
        return f"{self.base}/infra/caddy/ai.route"

    @cached_property
    def settings(self) -> str:
        """The host's own settings for the deployer, all optional."""
        return f"{self.base}/infra/deploy.json"

    @cached_property
    def logs(self) -> str:
        """The directory of the service's logs."""
        return f"{self.base}/logs/ai"

    @cached_property
    def error_log(self) -> str:
        """Where PM2 writes the service's standard error."""
        return f"{self.logs}/error.log"


@functools.lru_cache(maxsize=8)
def below(base: str) -> Layout:
    """Return where things lie below a base directory."""
    return Layout(base)


INCOMING_LOCK = "lock"
"""Held by whoever works with what lies in the same directory of `incoming`."""

LINKED = ("ai_app", "venv", "pyproject.toml", "requirements.txt")
"""Names in the app directory that lead through `current` into the live release."""

LOOSE = ("pyproject.toml", "requirements.txt")
"""Files of a release beside its code."""
