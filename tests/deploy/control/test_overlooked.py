"""Tests of the look for a commit of main that nobody released."""

from dataclasses import dataclass

import pytest

from deploy.control import overlooked
from deploy.control.forge import Build
from deploy.errors import Refused

SHA = "a" * 40


def build(**gates: str) -> Build:
    return Build(commit=SHA, on_main=True, gates=gates, records=())


@pytest.mark.parametrize("standing", ["success", "failure", "cancelled", "in_progress", "queued"])
def test_how_a_release_stands_can_be_seen(standing: str) -> None:
    assert overlooked.judge(build(released=standing)) is None


@pytest.mark.parametrize("standing", ["queued", "in_progress", "waiting", "pending"])
def test_a_run_under_way_will_say_it(standing: str) -> None:
    assert overlooked.judge(build(lint="success", test=standing)) is None


def test_a_release_that_waits_for_a_person_is_under_way() -> None:
    assert overlooked.judge(build(test="success", **{"cd-prod / approval": "waiting"})) is None


def test_the_look_itself_is_no_release_under_way() -> None:
    assert overlooked.judge(build(overlooked="in_progress")) is not None


def test_a_commit_without_any_run_was_overlooked() -> None:
    told = overlooked.judge(build())
    assert told is not None
    assert SHA in told


def test_the_tests_of_its_pull_request_release_nothing() -> None:
    assert overlooked.judge(build(test="success", lint="success")) is not None


@dataclass
class Fixed:
    """A forge that knows one commit."""

    known: Build

    def newest(self, branch: str, limit: int) -> tuple[str, ...]:
        assert (branch, limit) == ("main", 1)
        return (self.known.commit,)

    def build(self, commit: str) -> Build:
        assert commit == self.known.commit
        return self.known

    def record(self, commit: str, manifest_sha256: str) -> None:
        raise AssertionError(commit, manifest_sha256)


def test_the_newest_commit_is_looked_at() -> None:
    assert overlooked.told(Fixed(build(released="failure")))[0] == 0
    code, message = overlooked.told(Fixed(build()))
    assert code == 3
    assert SHA in message
    assert "next: " in message


def test_without_a_forge_nothing_is_known() -> None:
    with pytest.raises(Refused):
        overlooked.told(None)
