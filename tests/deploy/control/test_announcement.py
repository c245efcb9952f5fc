"""An announcement says what was done, by the host's own words, and nothing that nobody knows."""

import json

import pytest

from deploy.control.announcement import Announcement, Facts, Operation, announce
from deploy.control.ending import NOTHING, Serving
from deploy.model import Outcome
from tests.deploy.control.reports import NEW, OLD, report

HOST = "i-0123456789abcdef0"
DEPLOYMENT, ROLLBACK, RECOVERY = Operation.DEPLOYMENT, Operation.ROLLBACK, Operation.RECOVERY


def told(
    operation: Operation, code: int, document: object, reason: str | None = None
) -> Announcement:
    facts = Facts(
        operation=operation,
        exit_code=code,
        duration_s=61,
        commit=NEW,
        reason=reason,
        advice="deploy watch X",
    )
    return announce(facts, {HOST: document})


def test_a_deployment_that_succeeded() -> None:
    document = report(Outcome.SUCCEEDED, dependencies="installed with the wheel")
    said = told(DEPLOYMENT, 0, document)
    assert said.live == Serving(release="r-new", commit=NEW)
    assert said.asked == f"commit {NEW}"
    assert said.way == ("the wheel was installed and the new release proved healthy",)
    assert said.dependencies == "installed with the wheel"
    assert (said.reason, said.failed_step, said.last_lines) == (None, None, ())


def test_a_deployment_that_went_back_is_no_success() -> None:
    said = told(DEPLOYMENT, 1, report(Outcome.ROLLED_BACK))
    assert said.live == Serving(release="r-old", commit=OLD)
    assert "level 2" in said.way[0]
    assert "went back to the release that was live before the deployment" in said.way[0]
    assert (said.failed_step, said.reason, said.advice) == (
        "verify",
        "it answered 500",
        "Look at error.log",
    )
    assert said.last_lines == ("first line", "last line")
    assert said.dependencies == "unchanged"


def test_a_rollback_saved_by_the_safety_backup_is_no_success() -> None:
    said = told(ROLLBACK, 1, report(Outcome.ROLLED_BACK, command="restore"))
    assert "safety backup" in said.way[0]
    assert "put back and proved healthy" not in said.way[0]


@pytest.mark.parametrize(
    "done",
    [
        "restored with the code",
        "rebuilt from the backup's wheel",
        "not restored: the code alone was asked for",
        "unchanged",
    ],
)
def test_dependencies_are_what_was_done_with_them(done: str) -> None:
    document = report(Outcome.SUCCEEDED, command="restore", dependencies=done)
    said = told(ROLLBACK, 0, document)
    assert said.dependencies == done
    assert said.way == ("backup 20260127150000 was put back and proved healthy",)


def test_a_refusal_touched_nothing() -> None:
    said = told(DEPLOYMENT, 2, report(Outcome.REFUSED))
    assert said.way == ("it was refused; nothing live was touched",)
    assert said.live == Serving(release="r-old", commit=OLD)


def test_a_first_deployment_that_failed_leaves_nothing() -> None:
    said = told(DEPLOYMENT, 3, report(Outcome.CLEARED))
    assert said.live == NOTHING
    assert "nothing serves" in said.way[0]


def test_a_person_is_told_what_the_host_advises() -> None:
    said = told(DEPLOYMENT, 3, report(Outcome.NEEDS_PERSON, advice="Mend it, then: recover"))
    assert "level 3" in said.way[0]
    assert said.advice == "Mend it, then: recover"


@pytest.mark.parametrize("outcome", [Outcome.SUCCEEDED, Outcome.ROLLED_BACK, Outcome.REFUSED])
def test_a_recovery_says_what_it_closed(outcome: Outcome) -> None:
    said = told(RECOVERY, 0, report(outcome))
    assert said.way[0].startswith("an interrupted deployment was closed: ")
    assert said.asked == "to close what an interrupted run left open"


def test_a_recovery_that_put_away_what_was_prepared_is_a_success() -> None:
    said = told(RECOVERY, 0, report(Outcome.REFUSED))
    assert said.hosts[0].exit_code == 0
    assert len(said.way) == 1


def test_a_report_that_disagrees_with_the_verdict_is_told() -> None:
    said = told(DEPLOYMENT, 3, report(Outcome.SUCCEEDED), reason="another command ran meanwhile")
    assert said.exit_code == 3
    assert said.way[-1] == "the host's report says otherwise: succeeded"
    assert said.reason == "another command ran meanwhile"


def test_a_host_that_said_nothing_is_not_known() -> None:
    said = told(DEPLOYMENT, 3, None, reason="the host does not answer")
    assert said.live is None
    assert said.way == ("the host did not say how it ended",)
    assert said.dependencies == "not known"
    assert (said.reason, said.advice) == ("the host does not answer", "deploy watch X")


def test_reasons_of_host_and_control_side_stand_together() -> None:
    said = told(DEPLOYMENT, 1, report(Outcome.ROLLED_BACK), reason="the job was cancelled")
    assert said.reason == "it answered 500\nthe job was cancelled"


MALFORMED: dict[str, object] = {
    "a text": "succeeded",
    "a list": [report(Outcome.SUCCEEDED)],
    "empty": {},
    "no outcome": {**report(Outcome.SUCCEEDED), "outcome": None},
    "another outcome": {**report(Outcome.SUCCEEDED), "outcome": "great"},
    "an outcome of another kind": {**report(Outcome.SUCCEEDED), "outcome": ["succeeded"]},
    "a contradiction": {**report(Outcome.ROLLED_BACK), "exit_code": 0},
    "no exit code": {**report(Outcome.SUCCEEDED), "exit_code": "0"},
}


@pytest.mark.parametrize("case", sorted(MALFORMED))
def test_a_malformed_report_tells_nothing(case: str) -> None:
    said = told(DEPLOYMENT, 3, MALFORMED[case])
    assert said.live is None
    assert said.way == ("the host's report could not be read",)
    assert said.dependencies == "not known"


@pytest.mark.parametrize("live", [0, "r", [], {}, {"release": 1}, {"release": " "}, {"sha": NEW}])
def test_a_malformed_live_is_not_known(live: object) -> None:
    assert told(DEPLOYMENT, 0, report(Outcome.SUCCEEDED, live=live)).live is None


@pytest.mark.parametrize("more", [{"log": "x"}, {"log": [1, None]}, {"log": None}, {"reason": 3}])
def test_other_malformed_parts_are_left_away(more: dict[str, object]) -> None:
    said = told(DEPLOYMENT, 1, {**report(Outcome.ROLLED_BACK), **more})
    assert said.live == Serving(release="r-old", commit=OLD)


def test_without_hosts_none_was_touched() -> None:
    facts = Facts(operation=DEPLOYMENT, exit_code=2, duration_s=1, reason="no commit", advice="x")
    said = announce(facts, {})
    assert (said.way, said.live) == (("no host was touched",), None)
    assert (said.dependencies, said.reason, said.advice) == ("not touched", "no commit", "x")
    assert said.asked == "the newest commit that may be"


def test_several_hosts_stand_the_worst_first() -> None:
    reports: dict[str, object] = {
        "i-a": report(Outcome.SUCCEEDED),
        "i-b": report(Outcome.ROLLED_BACK),
        "i-c": None,
        "i-d": report(Outcome.NEEDS_PERSON, reason="PM2 is gone"),
    }
    said = announce(Facts(operation=DEPLOYMENT, exit_code=3, duration_s=1), reports)
    assert [end.host for end in said.hosts] == ["i-c", "i-d", "i-b", "i-a"]
    assert said.live is None
    assert "the host did not say how it ended (i-c)" in said.way
    assert "not known (i-c)" in said.dependencies


def test_several_hosts_that_agree_say_it_once() -> None:
    reports = {f"i-{number}": report(Outcome.ROLLED_BACK) for number in range(3)}
    said = announce(Facts(operation=DEPLOYMENT, exit_code=1, duration_s=1), reports)
    assert len(said.way) == 1
    assert said.live == Serving(release="r-old", commit=OLD)
    assert said.dependencies == "unchanged"
    assert said.reason == "on i-0: it answered 500"


def test_a_report_that_was_written_as_json_is_read() -> None:
    document = json.loads(json.dumps(report(Outcome.ROLLED_BACK)))
    assert told(DEPLOYMENT, 1, document) == told(DEPLOYMENT, 1, report(Outcome.ROLLED_BACK))
