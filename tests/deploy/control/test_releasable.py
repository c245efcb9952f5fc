"""A build is released when all was proven; else each thing that forbids it is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from deploy.control.forge import Build
from deploy.control.releasable import REQUIRED, check, choose
from deploy.errors import Refused

COMMIT, DIGEST = "a" * 40, "1" * 64
GOOD = Build(
    commit=COMMIT,
    on_main=True,
    gates={"test": "success", "deploy-sim": "success", "lint": "failure"},
    records=(f"sha256:{DIGEST}",),
)


def refusal(build: Build) -> str:
    with pytest.raises(Refused) as caught:
        check(build)
    assert caught.value.advice
    return caught.value.reason


def test_a_build_that_is_proven_is_released_by_its_digest() -> None:
    assert check(GOOD) == DIGEST


def test_a_skipped_gate_is_not_a_passed_one() -> None:
    said = refusal(replace(GOOD, gates={**GOOD.gates, "deploy-sim": "skipped"}))
    assert "gate deploy-sim was skipped, and a skipped gate is not a passed one" in said
    assert "gate test" not in said


@pytest.mark.parametrize(
    "standing",
    [
        *("failure", "cancelled", "neutral", "timed_out", "action_required", "stale", "unknown"),
        *("startup_failure", "", "SUCCESS", "success "),
    ],
)
@pytest.mark.parametrize("gate", REQUIRED)
def test_whatever_is_no_success_is_named(gate: str, standing: str) -> None:
    said = refusal(replace(GOOD, gates={**GOOD.gates, gate: standing}))
    assert f"gate {gate} did not pass: {standing}" in said


@pytest.mark.parametrize("standing", ["queued", "in_progress", "waiting", "requested", "pending"])
def test_a_gate_that_is_not_over_is_told_from_one_that_failed(standing: str) -> None:
    said = refusal(replace(GOOD, gates={**GOOD.gates, "test": standing}))
    assert f"gate test is not over: {standing}" in said


def test_a_gate_that_never_ran_is_missing() -> None:
    said = refusal(replace(GOOD, gates={}))
    assert said.count("is missing: it never ran") == len(REQUIRED)


def test_a_commit_that_is_not_on_main_is_refused() -> None:
    assert "it is not on main" in refusal(replace(GOOD, on_main=False))


@pytest.mark.parametrize(
    ("build", "words"),
    [
        (replace(GOOD, records=()), "no artifact is recorded"),
        (replace(GOOD, records=(), ignored=2), "2 by others do not count"),
        (replace(GOOD, records=("sha256:x",)), "the record of its artifact is malformed"),
        (replace(GOOD, records=(f"sha256:{DIGEST}\n",)), "malformed"),
        (replace(GOOD, records=(*GOOD.records, "sha256:y")), "2 artifacts are recorded that"),
        (replace(GOOD, withdrawn=True), "its artifact was withdrawn"),
    ],
)
def test_an_artifact_is_recorded_once_and_well(build: Build, words: str) -> None:
    assert build.manifest_sha256 is None
    assert words in refusal(build)


def test_everything_that_forbids_it_is_named_at_once() -> None:
    said = refusal(Build(commit=COMMIT, on_main=False, gates={"test": "failure"}, records=()))
    assert said == (
        f"commit {COMMIT} is not to be released: it is not on main; gate test did not pass: "
        "failure; gate deploy-sim is missing: it never ran; no artifact is recorded"
    )


def test_to_require_nothing_proves_nothing() -> None:
    with pytest.raises(Refused, match="no gate is required"):
        check(GOOD, required=())


# ------------------------------------------------------------------ the newest


def commits(*builds: Build) -> Iterator[Build]:
    for number, build in enumerate(builds):
        yield replace(build, commit=f"{number:040x}")


def test_the_newest_that_may_be_is_chosen() -> None:
    choice = choose(commits(GOOD, GOOD))
    assert (choice.build.commit, choice.passed_over) == (f"{0:040x}", ())


def test_what_is_passed_over_is_told_and_why() -> None:
    early = replace(GOOD, gates={"test": "success", "deploy-sim": "in_progress"})
    choice = choose(commits(early, replace(GOOD, records=()), GOOD, GOOD))
    assert choice.build.commit == f"{2:040x}"
    assert choice.passed_over == (
        f"{0:040x}: gate deploy-sim is not over: in_progress",
        f"{1:040x}: no artifact is recorded",
    )


def test_it_asks_for_no_more_than_it_must() -> None:
    def endless() -> Iterator[Build]:
        yield GOOD
        pytest.fail("it asked for more")

    assert choose(endless()).build == GOOD


def test_where_none_may_be_each_is_told_up_to_a_bound() -> None:
    bad = replace(GOOD, gates={})
    with pytest.raises(Refused) as caught:
        choose(commits(*[bad] * 25))
    assert caught.value.reason.count("is missing") == 10 * len(REQUIRED)
    assert "and 15 older ones" in caught.value.reason


def test_a_branch_without_commits_is_refused() -> None:
    with pytest.raises(Refused, match="it has none"):
        choose(())
