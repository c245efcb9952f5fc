"""GitHub's REST API as the control side asks it, answered from what the runs left."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import requests
import responses

from tests.workflows.runs import Job, State
from tests.workflows.stepping import permissions, token_of

if TYPE_CHECKING:
    from tests.workflows.github import GitHub

API = "https://api.github.com/repos/re-fit/ai"
SHA = "[0-9a-f]{40}"
Answer = tuple[int, dict[str, str], str]
Reading = Callable[["re.Match[str]", requests.PreparedRequest], Any]


@dataclass
class Api:
    """What can be asked, and by whom: a token has the rights of its job and no others."""

    github: "GitHub"
    history: list[str]
    """The commits of main, the newest first."""
    statuses: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    """Every request, as its method and path."""

    def serve(self, mock: responses.RequestsMock) -> None:
        """Answer from now on."""
        for right, form, read in (
            ("contents:read", "git/ref/heads/main", self._head),
            ("contents:read", rf"compare/({SHA})\.\.\.({SHA})", self._compared),
            ("contents:read", "commits", self._commits),
            ("checks:read", f"commits/({SHA})/check-runs", self._checks),
            ("statuses:read", f"commits/({SHA})/statuses", self._listed),
        ):
            self._answer(mock, "GET", right, form, read)
        self._answer(mock, "POST", "statuses:write", f"statuses/({SHA})", self._written)

    def _answer(
        self, mock: responses.RequestsMock, method: str, right: str, form: str, read: Reading
    ) -> None:
        address = re.compile(rf"{re.escape(API)}/{form}(\?.*)?$")

        def answer(request: requests.PreparedRequest) -> Answer:
            self.asked.append(f"{method} {request.path_url}")
            name, _, wanted = right.partition(":")
            if self._right(request, name) not in (wanted, "write"):
                return 403, {}, '{"message": "Resource not accessible by integration"}'
            found = address.match(str(request.url))
            assert found is not None
            said = read(found, request)
            return (404, {}, "{}") if said is None else (200, {}, json.dumps(said))

        mock.add_callback(method, address, callback=answer)

    def _right(self, request: requests.PreparedRequest, name: str) -> str | None:
        """Say what the token of a request may do with something."""
        token = str(request.headers["Authorization"]).removeprefix("Bearer ")
        holders = [job for job in self._jobs() if token_of(job) == token]
        assert len(holders) == 1, "a token of no job"
        assert holders[0].state is State.RUNNING, "a token of a job that is over"
        return permissions(holders[0]).get(name)

    def _jobs(self) -> list[Job]:
        return [job for run in self.github.runs for job in run.flow.all_jobs()]

    def _head(self, _: "re.Match[str]", __: requests.PreparedRequest) -> Any:  # noqa: ANN401
        return {"ref": "refs/heads/main", "object": {"sha": self.history[0]}}

    def _compared(self, found: "re.Match[str]", _: requests.PreparedRequest) -> Any:  # noqa: ANN401
        if found[1] not in self.history:
            return {"status": "diverged"}
        return {"status": "identical" if found[1] == found[2] else "ahead"}

    def _commits(self, _: "re.Match[str]", __: requests.PreparedRequest) -> Any:  # noqa: ANN401
        return [{"sha": sha} for sha in self.history]

    def _checks(self, found: "re.Match[str]", _: requests.PreparedRequest) -> Any:  # noqa: ANN401
        jobs = [job for job in self._jobs() if job.run.sha == found[1]]
        begun = [job for job in jobs if job.state is not State.NEW and "uses" not in job.spec]
        runs = [_check(number, job) for number, job in enumerate(begun)]
        return {"total_count": len(runs), "check_runs": runs}

    def _listed(self, found: "re.Match[str]", _: requests.PreparedRequest) -> Any:  # noqa: ANN401
        return self.statuses.get(found[1], [])

    def _written(self, found: "re.Match[str]", asked: requests.PreparedRequest) -> object:
        said = json.loads(asked.body or b"")
        status = {**said, "creator": {"login": "github-actions[bot]"}}
        self.statuses.setdefault(found[1], []).insert(0, status)
        return status


def _check(number: int, job: Job) -> dict[str, Any]:
    over = job.state is State.DONE
    return {
        "id": number,
        "name": job.name,
        "status": "completed" if over else job.state.value.replace(" ", "_"),
        "conclusion": job.result if over else None,
        "started_at": f"2026-01-28T09:{job.run.number:02}:00Z",
        "app": {"slug": "github-actions"},
    }
