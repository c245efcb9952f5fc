"""The forge port over a repository in memory."""

from __future__ import annotations

from dataclasses import dataclass, field

from deploy.control.errors import Changed, Missing, Rejected, told
from deploy.control.forge import (
    COMMITS_MAX,
    CONTEXT,
    MAIN,
    SUCCESS,
    Build,
    Run,
    Status,
    built,
    record_of,
)
from deploy.control.names import parse_branch, parse_commit, parse_digest
from sim.aws.striking import failing, unless_late
from sim.world import World


@dataclass(slots=True)
class Repository:
    """What a forge knows: branches, and what was recorded of their commits."""

    branches: dict[str, list[str]] = field(default_factory=lambda: {MAIN: []})
    """The commits of each, the oldest first."""
    runs: dict[str, list[Run]] = field(default_factory=dict)
    """The newest of each check suite, by commit."""
    statuses: dict[str, list[Status]] = field(default_factory=dict)
    """By commit, the oldest first."""

    def knows(self, commit: str) -> bool:
        """Say whether a commit is on any branch."""
        return any(commit in commits for commits in self.branches.values())


@dataclass(frozen=True, slots=True)
class SimForge:
    """A forge: every request is one effect of the world."""

    world: World
    repository: Repository

    def build(self, commit: str) -> Build:
        parse_commit(commit)
        unknown = built(commit, on_main=True, runs=(), statuses=())
        strike = unless_late(unknown, failing(self.world, "comparing", commit))
        return self.world.effect("forge.build", commit, lambda: self._built(commit), strike)

    def _built(self, commit: str) -> Build:
        if not self.repository.knows(commit):
            raise told(Missing, "comparing", commit, "HTTP 404")
        return built(
            commit,
            on_main=commit in self.repository.branches.get(MAIN, ()),
            runs=self.repository.runs.get(commit, ()),
            statuses=reversed(self.repository.statuses.get(commit, ())),
        )

    def newest(self, branch: str, limit: int) -> tuple[str, ...]:
        parse_branch(branch)
        if not 1 <= limit <= COMMITS_MAX:
            raise told(Rejected, "commits", branch, f"{limit} is not 1 to {COMMITS_MAX}")

        def act() -> tuple[str, ...]:
            if not self.repository.branches.get(branch):
                raise told(Missing, "commits", branch, "HTTP 404")
            return tuple(reversed(self.repository.branches[branch]))[:limit]

        strike = failing(self.world, "commits", branch)
        return self.world.effect("forge.newest", branch, act, strike)

    def record(self, commit: str, manifest_sha256: str) -> None:
        parse_commit(commit)
        text = record_of(parse_digest(manifest_sha256))

        def act() -> None:
            known = self._built(commit)
            if known.withdrawn:
                raise told(Changed, "recording", commit, "its artifact was withdrawn")
            if known.records not in ((), (text,)):
                raise told(Changed, "recording", commit, "another artifact is recorded")
            if not known.records:
                status = Status(context=CONTEXT, state=SUCCESS, description=text)
                self.repository.statuses.setdefault(commit, []).append(status)

        strike = failing(self.world, "recording", commit)
        self.world.effect("forge.record", commit, act, strike)
