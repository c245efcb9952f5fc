"""What CI proved, by GitHub's REST API, version 2022-11-28.

Needs a token with `contents: read`, `checks: read` and `statuses: read`, and to record
`statuses: write`. Every request may be made again: a status written twice says the same.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.control.errors import Changed, Rejected, Unanswered, told
from deploy.control.forge import COMMITS_MAX, CONTEXT, MAIN, SUCCESS, Build, built, record_of
from deploy.control.names import (
    parse_address,
    parse_branch,
    parse_commit,
    parse_digest,
    parse_repository,
)
from deploy.control.secret import Secret
from deploy.control.web.asking import asked
from deploy.control.web.exchange import Reply, Request
from deploy.control.web.wire import commit_of, entries, head_of, run_of, standing_of, status_of
from deploy.errors import Refused

if TYPE_CHECKING:
    from deploy.ports import Clock

API = "https://api.github.com"
VERSION = "2022-11-28"
PAGE, PAGES_MAX = 100, 10
CONTAINED = frozenset(("identical", "ahead"))
"""How main stands to a commit that is part of it (compare: base is the commit, head is main)."""
TOKEN = re.compile("[!-~]{1,1000}")
NEXT = re.compile(r'<[^<>]*>\s*;[^,]*\brel="?next"?')


@dataclass(frozen=True, slots=True, kw_only=True)
class GitHub:
    """The port `Forge`. Refuses, without repeating it, what it cannot be made of."""

    repository: str
    token: Secret
    clock: Clock
    api_url: str = API
    """What Actions gives as GITHUB_API_URL."""

    def __post_init__(self) -> None:
        """Vet each part before anything is asked."""
        parse_repository(self.repository)
        parse_address(self.api_url, variable="GITHUB_API_URL")
        if TOKEN.fullmatch(self.token.reveal()) is None:
            raise Refused(f"{self.token.name} is no token", "Give the job's own: github.token")

    def build(self, commit: str) -> Build:
        parse_commit(commit)
        with self._reading("comparing", commit):
            path = f"compare/{commit}...{self._head(MAIN)}?per_page=1"
            compared = self._ask("comparing", commit, path)
            on_main = standing_of(compared.document()) in CONTAINED
        with self._reading("check-runs", commit):
            path = f"commits/{commit}/check-runs?filter=latest"
            runs = [run_of(entry) for entry in self._all("check-runs", commit, path)]
        with self._reading("statuses", commit):
            path = f"commits/{commit}/statuses?"
            statuses = [status_of(entry) for entry in self._all("statuses", commit, path)]
        return built(commit, on_main=on_main, runs=runs, statuses=statuses)

    def newest(self, branch: str, limit: int) -> tuple[str, ...]:
        parse_branch(branch)
        if not 1 <= limit <= COMMITS_MAX:
            raise told(Rejected, "commits", self._at(branch), f"{limit} is not 1 to {COMMITS_MAX}")
        with self._reading("commits", branch):
            path = f"commits?sha={self._head(branch)}&per_page={limit}"
            listed = entries(self._ask("commits", branch, path).document())
            return tuple(commit_of(entry) for entry in listed[:limit])

    def record(self, commit: str, manifest_sha256: str) -> None:
        text = record_of(parse_digest(manifest_sha256))
        known = self.build(commit)
        if known.withdrawn:
            raise told(Changed, "recording", self._at(commit), "its artifact was withdrawn")
        if known.records not in ((), (text,)):
            raise told(Changed, "recording", self._at(commit), "another artifact is recorded")
        if not known.records:
            body = {"state": SUCCESS, "context": CONTEXT, "description": text}
            self._ask("recording", commit, f"statuses/{commit}", body)

    def _head(self, branch: str) -> str:
        """Return the newest commit of a branch. By its bare name a tag might be meant."""
        return head_of(self._ask("ref", branch, f"git/ref/heads/{branch}").document(), branch)

    def _all(self, operation: str, what: str, path: str) -> Iterator[object]:
        """Give the entries of all pages.

        The addresses of the pages are made here: a token goes nowhere that an answer names.
        """
        for page in range(1, PAGES_MAX + 1):
            reply = self._ask(operation, what, f"{path}&per_page={PAGE}&page={page}")
            yield from entries(reply.document())
            if NEXT.search(reply.headers.get("Link", "")) is None:
                return
        raise told(Rejected, operation, self._at(what), f"over {PAGE * PAGES_MAX} entries")

    def _ask(
        self, operation: str, what: str, path: str, body: Mapping[str, str] | None = None
    ) -> Reply:
        request = Request(
            method="GET" if body is None else "POST",
            url=f"{self.api_url.rstrip('/')}/repos/{self.repository}/{path}",
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token.reveal()}",
                "X-GitHub-Api-Version": VERSION,
            },
            content=None if body is None else json.dumps(body).encode(),
            secrets=(self.token,),
        )
        return asked(request, self.clock, operation=operation, what=self._at(what))

    @contextmanager
    def _reading(self, operation: str, what: str) -> Iterator[None]:
        """Raise an answer that is not what was asked for as a broken one."""
        try:
            yield
        except ValueError:
            raise told(Unanswered, operation, self._at(what), "the answer is malformed") from None

    def _at(self, what: str) -> str:
        return f"{self.repository}@{what}"
