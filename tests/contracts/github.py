"""A stand-in for GitHub's REST API, as its reference describes it, behind `responses`."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import requests
import responses

from deploy.control.forge import Run, Status
from sim.ports.forge import Repository

API, NAME = "https://api.github.com", "re-fit/ai"
GITHUB_TOKEN = "ghs_canaryCanaryCanary0123456789"  # noqa: S105 - a canary
LIMIT_RESET = 1_769_594_410
Entry = TypeVar("Entry")
Answer = tuple[int, dict[str, str], str | Exception]
"""A status, headers, and a body or what goes wrong instead."""
WORDS = f"canary in the service's own words: {GITHUB_TOKEN}"

FAILURES: dict[str, Answer] = {
    "denied": (403, {}, json.dumps({"message": WORDS})),
    "throttled": (429, {"retry-after": "3600"}, json.dumps({"message": WORDS})),
    "error": (502, {}, WORDS),
    "slow": (0, {}, requests.ReadTimeout(f"{API} {WORDS}")),
}


@dataclass
class GitHubService:
    """What GitHub has, and how it says so. Paths that it does not know fail the test."""

    repository: Repository = field(default_factory=Repository)
    failing: dict[str, str] = field(default_factory=dict)
    """How requests fail, by a part of their path."""
    lost: bool = False
    """Writes are carried out, and the reply is not sent."""
    asked: list[str] = field(default_factory=list)

    def serve(self, mock: responses.RequestsMock) -> None:
        """Answer every request to the API."""
        for method in (responses.GET, responses.POST):
            mock.add_callback(method, re.compile(f"{re.escape(API)}/.*"), self.answer)

    def answer(self, request: requests.PreparedRequest) -> Answer:
        """Answer one request."""
        assert request.url is not None
        url = urlsplit(request.url)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        self.asked.append(f"{request.method} {url.path}?{url.query}")
        if request.headers.get("Authorization") != f"Bearer {GITHUB_TOKEN}":
            return 401, {}, json.dumps({"message": "Bad credentials"})
        assert request.headers["X-GitHub-Api-Version"] == "2022-11-28"
        assert request.headers["Accept"] == "application/vnd.github+json"
        for part, kind in self.failing.items():
            if part in url.path:
                return FAILURES[kind]
        path = url.path.removeprefix(f"/repos/{NAME}/")
        for form, give in self._routes().items():
            found = re.fullmatch(form, path)
            if found is not None:
                return give(found, query, request)
        return 404, {}, json.dumps({"message": "Not Found"})

    def _routes(
        self,
    ) -> Mapping[str, Callable[..., Answer]]:
        sha = "([0-9a-f]{40})"
        return {
            "git/ref/heads/(.+)": self._ref,
            rf"compare/{sha}\.\.\.{sha}": self._compare,
            f"commits/{sha}/check-runs": self._runs,
            f"commits/{sha}/statuses": self._statuses,
            f"statuses/{sha}": self._write,
            "commits": self._commits,
        }

    def _ref(self, found: re.Match[str], *_: object) -> Answer:
        commits = self.repository.branches.get(found[1])
        if not commits:
            return 404, {}, "{}"
        sha = {"type": "commit", "sha": commits[-1]}
        return 200, {}, json.dumps({"ref": f"refs/heads/{found[1]}", "object": sha})

    def _compare(self, found: re.Match[str], *_: object) -> Answer:
        base, head = found[1], found[2]
        if not self.repository.knows(base):
            return 404, {}, "{}"
        line = next(line for line in self.repository.branches.values() if line[-1:] == [head])
        standing = "diverged" if base not in line else "identical" if base == head else "ahead"
        return 200, {}, json.dumps({"status": standing, "ahead_by": 1, "behind_by": 0, "files": []})

    def _runs(self, found: re.Match[str], query: dict[str, str], _: object) -> Answer:
        assert query["filter"] == "latest"
        runs = self.repository.runs.get(found[1], [])
        shown, headers = self._page(runs[::-1], query)
        document = {"total_count": len(runs), "check_runs": [wire_run(run) for run in shown]}
        return 200, headers, json.dumps(document)

    def _statuses(self, found: re.Match[str], query: dict[str, str], _: object) -> Answer:
        statuses = self.repository.statuses.get(found[1], [])
        shown, headers = self._page(statuses[::-1], query)
        return 200, headers, json.dumps([wire_status(status) for status in shown])

    def _commits(self, _: object, query: dict[str, str], __: object) -> Answer:
        line = next(
            line for line in self.repository.branches.values() if line[-1:] == [query["sha"]]
        )
        shown, headers = self._page(line[::-1], query)
        return 200, headers, json.dumps([{"sha": sha, "commit": {"message": "x"}} for sha in shown])

    def _write(self, found: re.Match[str], _: object, request: requests.PreparedRequest) -> Answer:
        assert request.method == "POST"
        body = json.loads(request.body or "{}")
        assert len(body["description"]) <= 140
        status = Status(
            context=body["context"], state=body["state"], description=body["description"]
        )
        self.repository.statuses.setdefault(found[1], []).append(status)
        if self.lost:
            return 0, {}, requests.ReadTimeout(API)
        return 201, {}, json.dumps(wire_status(status))

    def _page(
        self, entries: list[Entry], query: dict[str, str]
    ) -> tuple[list[Entry], dict[str, str]]:
        size, page = int(query.get("per_page", "30")), int(query.get("page", "1"))
        assert 1 <= size <= 100
        link = f'<{API}/evil?page={page - 1}>; rel="prev", <{API}/evil?page={page + 1}>; rel="next"'
        more = len(entries) > page * size
        return entries[(page - 1) * size : page * size], {"Link": link} if more else {}


def wire_run(run: Run) -> dict[str, object]:
    """Write a check run as the API does."""
    return {
        "id": run.id,
        "name": run.name,
        "status": run.status,
        "conclusion": run.conclusion,
        "started_at": run.started,
        "app": {"slug": run.app} if run.app else None,
        "check_suite": {"id": run.id},
        "pull_requests": [],
    }


def wire_status(status: Status) -> dict[str, object]:
    """Write a commit status as the API does."""
    return {
        "context": status.context,
        "state": status.state,
        "description": status.description or None,
        "target_url": None,
        "creator": {"login": status.creator, "type": "Bot"} if status.creator else None,
    }
