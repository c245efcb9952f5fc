"""Each oracle of what is told and kept can fail: mistakes, formats, advice, memory, looks."""

from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from deploy import filing, listing, receiving, status
from deploy.errors import Refused
from deploy.host import Host
from sim.oracles import advice, effects, formats, memory, mistakes, wording
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import BASE, CONFIG
from sim.storage.nodes import File
from sim.stories import repertoire, scenarios, story
from tests.sim.test_oracles import gone_back, upgraded

RECOVER = f"{CONFIG.program} recover --base {BASE}"


def saying(message: str, *, exit_code: int = 3) -> Case:
    case = upgraded()
    return replace(case, verdict=replace(case.verdict, message=message, exit_code=exit_code))


def accuses(oracle: Callable[[Case], None], case: Case) -> bool:
    try:
        oracle(case)
    except Violation:
        return True
    return False


@pytest.mark.parametrize("name", ["TypeError", "KeyError", "UnboundLocalError", "Crash"])
def test_no_run_dies_of_a_mistake_of_our_own(name: str) -> None:
    case = saying(f"NEEDS A PERSON: FileNotFoundError: x; then {name}: y\n  next: {RECOVER}")
    assert accuses(mistakes.none_is_of_our_own, case)
    case.world.said.append("an error nobody foresaw: PermissionError: no")
    assert not accuses(mistakes.none_is_of_our_own, replace(case, verdict=upgraded().verdict))
    case.world.said.append(f"an error nobody foresaw: {name}: oh")
    assert accuses(mistakes.none_is_of_our_own, replace(case, verdict=upgraded().verdict))


@pytest.mark.parametrize(
    ("old", "new"), [(b'"checksum"', b'"CHECKSUM"'), (b'"how": "', b'"how": "not ')]
)
def test_a_record_has_the_format_that_every_version_reads(old: bytes, new: bytes) -> None:
    case = upgraded()
    assert not accuses(formats.records_are_readable, case)
    node = case.world.disk.node(CONFIG.layout.record)
    assert type(node) is File
    case.world.disk.put(CONFIG.layout.record, node.content.replace(old, new), durable=True)
    assert accuses(formats.records_are_readable, case)


@pytest.mark.parametrize(
    "message",
    [
        "NEEDS A PERSON: it is open",
        f"NEEDS A PERSON: x\n  next: {CONFIG.program} recover --base /elsewhere",
        f"NEEDS A PERSON: x\n  next: {RECOVER} --no-service",
        f"NEEDS A PERSON: x\n  next: {RECOVER} --at-once",
        f"no backup code_1: the newest is code_20010101000000\n  next: {RECOVER}",
        f"See: pm2 logs backend --lines 50\n  next: {RECOVER}",
        f"See: ss -ltnp 'sport = :80'\n  next: {RECOVER}",
        f"The previous release is /srv/x, the new one\n  next: {RECOVER}",
        f"only 9000 MiB are free under /\n  next: {RECOVER}",
        f"only 9 MiB are free under /, 512.0 MiB are needed\n  next: {RECOVER}",
        f"/x differs from its manifest (missing: )\n  next: {RECOVER}",
        f"/x differs from its manifest (missing: a; changed: b and -2 more)\n  next: {RECOVER}",
    ],
)
def test_advice_that_nobody_can_follow(message: str) -> None:
    assert not accuses(advice.can_be_followed, saying(f"NEEDS A PERSON: x\n  next: {RECOVER}"))
    assert accuses(advice.can_be_followed, saying(message))


def test_a_wheel_that_was_rolled_back_is_remembered_with_the_reason() -> None:
    case = gone_back()
    assert not accuses(memory.what_was_left_is_remembered, case)
    case.world.disk.put(CONFIG.layout.failures, b"{}", durable=True)
    assert accuses(memory.what_was_left_is_remembered, case)


def test_a_program_that_failed_is_quoted() -> None:
    said = "REFUSED: build: uv venv failed: "
    assert not accuses(wording.programs_are_quoted, saying(f"{said}no room"))
    assert accuses(wording.programs_are_quoted, saying(said))
    assert accuses(wording.programs_are_quoted, saying(f"{said}exit code 1, no output"))


def test_an_orphan_that_is_killed_at_once() -> None:
    ran = story.tell(scenarios.named("stubborn_orphan"))
    assert ran.violation is None
    case = upgraded()
    hasty = [each._replace(at=ran.trace[0].at) for each in ran.trace]
    case.world.trace[:] = hasty
    assert accuses(effects.an_orphan_has_time_to_end, replace(case, effects=len(hasty)))


def test_an_orphan_that_is_asked_to_end_again_and_again() -> None:
    ran = story.tell(scenarios.named("stubborn_orphan"))
    (asked,) = (e for e in ran.trace if e.op == "processes.end" and e.detail.endswith("SIGTERM"))
    case = upgraded()
    case.world.trace.append(asked)
    assert not accuses(effects.an_orphan_has_time_to_end, case)
    case.world.trace.append(asked._replace(at=asked.at + 1))
    assert accuses(effects.an_orphan_has_time_to_end, replace(case, effects=2))


def test_what_came_of_an_earlier_deployment_is_kept_back() -> None:
    def is_honest(case: Case) -> bool:
        return not accuses(lambda each: wording.an_earlier_end_is_told(each.verdict), case)

    said = "REFUSED: an earlier deployment was closed (succeeded) and this one never began: x"
    case = saying(said, exit_code=2)
    assert is_honest(case)
    without = replace(case, verdict=replace(case.verdict, report=None))
    assert not is_honest(without)
    other = saying(said.replace("succeeded", "rolled back"), exit_code=2)
    assert not is_honest(other)


LIES: dict[str, tuple[ModuleType, str, Callable[[Any], Any]]] = {
    "commit": (status, "survey", lambda found: replace(found, sha="0" * 40)),
    "drift": (status, "survey", lambda found: replace(found, drift=("the record is older",))),
    "backups": (status, "survey", lambda found: replace(found, backups=())),
    "service": (status, "survey", lambda found: replace(found, service=found.service[1:])),
    "words": (status, "render", lambda text: text.replace("live: ", "was live: ")),
    "wheels": (listing, "survey", lambda found: {**found, "wheel": ()}),
    "health": (listing, "render", lambda text: text.replace("healthy", "fine")),
    "report": (filing, "newest", lambda *_: None),
    "identity": (receiving, "identity", lambda found: {**found, "sha": "0" * 40}),
}


@pytest.mark.parametrize("what", LIES)
def test_a_look_that_lies(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    where, name, lie = LIES[what]
    true = getattr(where, name)
    monkeypatch.setattr(where, name, lambda *given: lie(true(*given)))
    found = story.tell(scenarios.named("upgrade")).violation
    assert found is not None
    assert found.oracle in ("looks", "reply")


def test_a_refusal_that_was_foretold_and_did_not_come(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refused("the moon is full")

    monkeypatch.setattr("deploy.preview._chosen", refuse)
    found = story.tell(scenarios.named("upgrade")).violation
    assert found is not None
    assert "the moon is full" in found.reason


@pytest.mark.parametrize(
    ("site", "verdicts"),
    [
        ("0.uv.write@build_environment#1", ["2", "0"]),
        ("0.run.pm2@start#1", ["3", "1", "0"]),
        ("0.run.pm2@save_processes#1", ["0"]),
    ],
)
def test_who_is_asked_to_end_says_how_it_ended(site: str, verdicts: list[str]) -> None:
    ran = repertoire.replay(f"upgrade:{site}=sigterm")
    assert ran.violation is None
    assert not ran.void
    assert ran.verdicts == verdicts
    assert any("interrupted by SIGTERM" in text for text in ran.said)


def test_the_last_report_is_told_where_a_journal_was_set_aside(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    newest = filing.newest

    def last(host: Host, errand: str | None = None) -> object:
        names = host.files.names(host.layout.reports)
        return None if max(names).startswith("journal") else newest(host, errand)

    monkeypatch.setattr(filing, "newest", last)
    found = story.tell(scenarios.named("journal_set_aside")).violation
    assert found is not None
    assert found.oracle == "reply"
