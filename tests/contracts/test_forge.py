"""What every implementation of the forge port must do, its errors included."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pytest
import responses

from deploy.control.errors import Changed, Denied, Missing, Rejected, TryAgain, Unanswered
from deploy.control.forge import COMMITS_MAX, Forge, Run, Status
from deploy.control.secret import Secret
from deploy.control.web.github import GitHub
from deploy.errors import Refused
from sim.harm.faults import Fault, Site
from sim.ports.forge import Repository, SimForge
from sim.world import World
from tests.contracts.github import GITHUB_TOKEN, NAME, GitHubService
from tests.hostile import COMMITS, HOSTILE, every

OLDER, OLD, NEW, ASIDE, NOWHERE = (letter * 40 for letter in "abcde")
DIGEST, OTHER = "1" * 64, "2" * 64
RECORD = f"sha256:{DIGEST}"


@dataclass(frozen=True)
class Ground:
    """A forge, the repository behind it, and how to make it fail."""

    forge: Forge
    repository: Repository
    fail: Callable[[str, str], None]

    def runs(self, *runs: Run) -> None:
        self.repository.runs[NEW] = list(runs)

    def statuses(self, *statuses: Status) -> None:
        self.repository.statuses[NEW] = list(statuses)


class Hands:
    """A clock that only sleeping moves."""

    time = 1_769_594_400.0

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.time += seconds


PATHS = {"build": "check-runs", "newest": "commits", "record": "statuses/"}


@contextmanager
def over_github() -> Iterator[Ground]:
    """Stand on the adapter, over what stands in for GitHub."""
    service = GitHubService()

    def fail(method: str, kind: str) -> None:
        if kind == "lost":
            service.lost = True
        else:
            service.failing[PATHS[method]] = kind

    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        service.serve(mock)
        token = Secret("GITHUB_TOKEN", GITHUB_TOKEN)
        forge = GitHub(repository=NAME, token=token, clock=Hands())
        yield Ground(forge, service.repository, fail)


@contextmanager
def simulated() -> Iterator[Ground]:
    """Stand on the fake."""
    world, repository = World(), Repository()

    def fail(method: str, kind: str) -> None:
        op = f"forge.{method}"
        world.lasting[op] = Fault(Site(0, op, "begin", 1), kind)

    yield Ground(SimForge(world, repository), repository, fail)


GROUNDS = {"github": over_github, "simulated": simulated}


@pytest.fixture(params=sorted(GROUNDS))
def ground(request: pytest.FixtureRequest) -> Iterator[Ground]:
    """Give each implementation, with three commits on main and one aside."""
    with GROUNDS[request.param]() as made:
        made.repository.branches["main"] = [OLDER, OLD, NEW]
        made.repository.branches["feature/x"] = [OLDER, ASIDE]
        yield made


GOOD = Run(
    id=1, name="test", status="completed", conclusion="success", started="2026-01-01T00:00:00Z"
)
VOUCHED = Status(context="artifact", state="success", description=RECORD)

# ------------------------------------------------------------------ main


@pytest.mark.parametrize(
    ("commit", "on_main"), [(OLDER, True), (OLD, True), (NEW, True), (ASIDE, False)]
)
def test_a_commit_is_on_main_or_not(ground: Ground, commit: str, on_main: bool) -> None:
    build = ground.forge.build(commit)
    assert (build.commit, build.on_main) == (commit, on_main)
    assert (dict(build.gates), build.records, build.manifest_sha256) == ({}, (), None)


def test_a_commit_that_is_not_there_is_missing(ground: Ground) -> None:
    with pytest.raises(Missing):
        ground.forge.build(NOWHERE)
    with pytest.raises(Missing):
        ground.forge.record(NOWHERE, DIGEST)


def test_the_newest_commits_come_first(ground: Ground) -> None:
    assert ground.forge.newest("main", 10) == (NEW, OLD, OLDER)
    assert ground.forge.newest("main", 2) == (NEW, OLD)
    assert ground.forge.newest("feature/x", 1) == (ASIDE,)


def test_a_branch_that_is_not_there_is_missing(ground: Ground) -> None:
    with pytest.raises(Missing):
        ground.forge.newest("develop", 1)


@pytest.mark.parametrize("limit", [-1, 0, COMMITS_MAX + 1])
def test_a_limit_out_of_bounds_is_rejected(ground: Ground, limit: int) -> None:
    with pytest.raises(Rejected):
        ground.forge.newest("main", limit)


def test_the_limit_itself_is_fine(ground: Ground) -> None:
    ground.repository.branches["main"] = [f"{number:040x}" for number in range(150)]
    newest = ground.forge.newest("main", COMMITS_MAX)
    assert (len(newest), newest[0]) == (COMMITS_MAX, f"{149:040x}")


# ------------------------------------------------------------------ gates


def test_a_gate_is_how_its_run_ended(ground: Ground) -> None:
    ground.runs(
        GOOD,
        replace(GOOD, id=2, name="deploy-sim", conclusion="skipped"),
        replace(GOOD, id=3, name="lint", status="in_progress", conclusion=None),
        replace(GOOD, id=4, name="types", status="queued", conclusion=None, started=None),
        replace(GOOD, id=5, name="odd", conclusion="@everyone"),
        replace(GOOD, id=6, name="none", conclusion=None),
    )
    assert dict(ground.forge.build(NEW).gates) == {
        "test": "success",
        "deploy-sim": "skipped",
        "lint": "in_progress",
        "types": "queued",
        "odd": "unknown",
        "none": "unknown",
    }


@pytest.mark.parametrize(
    "later",
    [
        replace(GOOD, id=2, conclusion="failure", started="2026-01-02T00:00:00Z"),
        replace(GOOD, id=2, conclusion="failure"),
        replace(GOOD, id=0, conclusion="failure", started="2026-01-01T00:00:01Z"),
        replace(GOOD, id=0, status="queued", conclusion=None, started=None),
    ],
)
def test_of_several_suites_the_newest_run_counts(ground: Ground, later: Run) -> None:
    for runs in ((GOOD, later), (later, GOOD)):
        ground.runs(*runs)
        assert ground.forge.build(NEW).gates["test"] != "success"


def test_a_run_that_failed_before_counts_no_more(ground: Ground) -> None:
    before = replace(GOOD, id=0, conclusion="failure", started="2025-12-31T00:00:00Z")
    ground.runs(GOOD, before)
    assert ground.forge.build(NEW).gates == {"test": "success"}


@pytest.mark.parametrize("app", ["", "evil-app", "github-actions-2"])
def test_other_apps_are_not_heard(ground: Ground, app: str) -> None:
    ground.runs(replace(GOOD, app=app))
    assert ground.forge.build(NEW).gates == {}


def test_all_pages_are_read(ground: Ground) -> None:
    ground.runs(*(replace(GOOD, id=number, name=f"gate {number}") for number in range(250)))
    others = [Status(context="ci", state="pending")] * 250
    ground.statuses(VOUCHED, *others)
    build = ground.forge.build(NEW)
    assert len(build.gates) == 250
    assert build.manifest_sha256 == DIGEST


# ------------------------------------------------------------------ the artifact


def test_an_artifact_is_recorded_once(ground: Ground) -> None:
    ground.forge.record(NEW, DIGEST)
    ground.forge.record(NEW, DIGEST)
    assert ground.repository.statuses[NEW] == [VOUCHED]
    assert ground.forge.build(NEW).manifest_sha256 == DIGEST
    assert ground.forge.build(OLD).manifest_sha256 is None


def test_another_artifact_is_not_recorded_over_it(ground: Ground) -> None:
    ground.forge.record(NEW, DIGEST)
    with pytest.raises(Changed):
        ground.forge.record(NEW, OTHER)
    assert ground.forge.build(NEW).manifest_sha256 == DIGEST


@pytest.mark.parametrize("creator", ["", "mallory", "github-actions", "GitHub-Actions[bot]"])
def test_a_record_of_somebody_else_vouches_for_nothing(ground: Ground, creator: str) -> None:
    ground.statuses(replace(VOUCHED, creator=creator))
    build = ground.forge.build(NEW)
    assert (build.records, build.ignored, build.manifest_sha256) == ((), 1, None)


def test_a_record_of_somebody_else_does_not_hide_ours(ground: Ground) -> None:
    ground.statuses(VOUCHED, replace(VOUCHED, creator="mallory", description=f"sha256:{OTHER}"))
    assert ground.forge.build(NEW).manifest_sha256 == DIGEST


def test_two_records_that_differ_are_no_record(ground: Ground) -> None:
    ground.statuses(VOUCHED, replace(VOUCHED, description=f"sha256:{OTHER}"))
    build = ground.forge.build(NEW)
    assert build.records == (f"sha256:{OTHER}", RECORD)
    assert build.manifest_sha256 is None


@pytest.mark.parametrize("state", ["failure", "error", "pending"])
@pytest.mark.parametrize("creator", ["mallory", "github-actions[bot]", ""])
def test_whoever_may_write_may_withdraw_and_for_good(
    ground: Ground, state: str, creator: str
) -> None:
    withdrawal = Status(context="artifact", state=state, creator=creator)
    for statuses in ((VOUCHED, withdrawal), (withdrawal, VOUCHED), (VOUCHED, withdrawal, VOUCHED)):
        ground.statuses(*statuses)
        build = ground.forge.build(NEW)
        assert (build.withdrawn, build.manifest_sha256) == (True, None)
        with pytest.raises(Changed, match="withdrawn"):
            ground.forge.record(NEW, DIGEST)


@pytest.mark.parametrize(
    "text",
    [
        *("", DIGEST, f"sha256:{DIGEST[:-1]}", f"sha256:{DIGEST}0", f"SHA256:{DIGEST}", "sha256:"),
        *(f"sha256:{DIGEST}\n", f" {RECORD}", f"sha256:{'A' * 64}", f"sha256:{chr(0x661) * 64}"),
        *(f"sha512:{DIGEST}", f"{RECORD} {RECORD}", f"sha256:{DIGEST[:-1]}g"),
    ],
)
def test_a_malformed_record_is_no_digest(ground: Ground, text: str) -> None:
    ground.statuses(replace(VOUCHED, description=text))
    build = ground.forge.build(NEW)
    assert (build.records, build.manifest_sha256) == ((text,), None)
    with pytest.raises(Changed):
        ground.forge.record(NEW, DIGEST)


def test_statuses_of_other_contexts_say_nothing(ground: Ground) -> None:
    ground.statuses(
        replace(VOUCHED, context="artifact "), replace(VOUCHED, context="ci/x", state="failure")
    )
    build = ground.forge.build(NEW)
    assert (build.records, build.withdrawn) == ((), False)


# ------------------------------------------------------------------ failures

ACTS: dict[str, Callable[[Forge], object]] = {
    "build": lambda forge: forge.build(NEW),
    "newest": lambda forge: forge.newest("main", 3),
    "record": lambda forge: forge.record(NEW, DIGEST),
}
KINDS = {"denied": Denied, "throttled": TryAgain, "error": Unanswered, "slow": Unanswered}


@pytest.mark.parametrize("act", sorted(ACTS))
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_failure_says_what_to_do(ground: Ground, act: str, kind: str) -> None:
    ground.fail(act, kind)
    with pytest.raises(KINDS[kind]) as caught:
        ACTS[act](ground.forge)
    assert "canary" not in f"{caught.value} {caught.value!r}".lower()
    assert caught.value.advice
    assert ground.repository.statuses.get(NEW, []) == []


def test_a_record_whose_reply_is_lost_is_there_and_may_be_made_again(ground: Ground) -> None:
    ground.fail("record", "lost")
    with pytest.raises(Unanswered):
        ground.forge.record(NEW, DIGEST)
    assert ground.forge.build(NEW).manifest_sha256 == DIGEST


# ------------------------------------------------------------------ hostile names


def test_hostile_names_are_refused_before_anything_is_asked(ground: Ground) -> None:
    for kind in PATHS:
        ground.fail(kind, "error")
    for text in every(HOSTILE, COMMITS):
        with pytest.raises(Refused):
            ground.forge.build(text)
        with pytest.raises(Refused):
            ground.forge.record(text, DIGEST)
        with pytest.raises(Refused):
            ground.forge.record(NEW, text)
    for text in every(HOSTILE):
        with pytest.raises(Refused):
            ground.forge.newest(text, 1)
