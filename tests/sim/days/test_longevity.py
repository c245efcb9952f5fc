"""Each oracle of a long life can fail: a host is doctored, and the right one sees it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from sim.days import requests
from sim.days.deeds import do
from sim.days.life import CONFIG_OF_DAYS, Life
from sim.days.starts import begun
from sim.oracles import longevity, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.states.places import APP, BACKUPS
from tests.sim.test_excuses import with_effect

LAYOUT = CONFIG_OF_DAYS.layout


def judged(monkeypatch: pytest.MonkeyPatch, *words: str) -> Case:
    """Live so far, and return what the last command was judged by."""
    cases: list[Case] = []
    monkeypatch.setattr(longevity, "judge", lambda case, *_, **__: cases.append(case))
    life = begun("two_releases")
    for word in words:
        do(life, word)
    monkeypatch.undo()
    return cases[-1]


def accusation(case: Case) -> str:
    with pytest.raises(Violation) as caught:
        longevity.judge(case, CONFIG_OF_DAYS)
    return caught.value.oracle


def many(case: Case, folder: str, name: str) -> None:
    for number in range(20):
        path = f"{folder}/{name.format(number)}"
        case.world.disk.make_directory(path.rpartition("/")[0])
        case.world.disk.put(path, b"", durable=True)


@pytest.mark.parametrize("words", [("deploy_C",), ("deploy_crashes_late",), ("restore_default",)])
def test_an_honest_life_is_not_accused(
    monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    longevity.judge(judged(monkeypatch, *words), CONFIG_OF_DAYS)


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        (LAYOUT.reports, "{}.json"),
        (BACKUPS, "code_202601010000{:02}/manifest.json"),
        (f"{APP}/releases", "{}/manifest.json"),
        (f"{APP}/environments", "{}/pyvenv.cfg"),
        (LAYOUT.deployers, "{}.pyz"),
        (LAYOUT.incoming, "{}/wheel.whl"),
    ],
)
def test_what_grows_is_seen(monkeypatch: pytest.MonkeyPatch, folder: str, name: str) -> None:
    case = judged(monkeypatch, "deploy_C")
    many(case, folder, name)
    assert accusation(case) == "disk"


def test_a_report_that_goes_before_there_are_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_C")
    (oldest, *_) = truth.names(case.begun, LAYOUT.reports)
    case.world.disk.remove(f"{LAYOUT.reports}/{oldest}")
    assert accusation(case) == "report"


def test_reports_that_could_not_be_counted_are_forgiven(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_unimportable")
    many(case, LAYOUT.reports, "{}.json")
    longevity.judge(case, CONFIG_OF_DAYS, is_struck=True)
    assert accusation(case) == "disk"


@pytest.mark.parametrize(
    ("op", "path"),
    [("files.names", LAYOUT.incoming), ("files.lock", f"{LAYOUT.incoming}/1/lock")],
)
def test_what_was_brought_is_left_to_whoever_is_at_work_with_it(
    monkeypatch: pytest.MonkeyPatch, op: str, path: str
) -> None:
    case = judged(monkeypatch, "deploy_C")
    for name in ("1", "2"):
        case.world.disk.make_directory(f"{LAYOUT.incoming}/{name}")
    assert accusation(case) == "disk"
    elsewhere = with_effect(case, op, f"{LAYOUT.reports}/lock", "taken BlockingIOError")
    assert accusation(elsewhere) == "disk"
    longevity.judge(with_effect(elsewhere, op, path, "taken BlockingIOError"), CONFIG_OF_DAYS)


def test_a_pointer_that_nobody_has_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_unimportable")
    case.world.disk.link(f"{APP}/current", "releases/another")
    assert accusation(case) == "closed"


def test_a_record_of_another_commit_than_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_C")
    said = case.world.disk.read(LAYOUT.record)
    found = truth.document(case.world, LAYOUT.record)
    assert found is not None
    other = said.replace(found["sha"].encode(), b"0" * 40)
    case.world.disk.put(LAYOUT.record, other, durable=True)
    assert accusation(case) == "record"


def test_a_service_that_ended_before_all_was_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_C")
    process = truth.service_process(case.world)
    assert process is not None
    case.world.machine.processes.pop(process.pid)
    assert accusation(case) == "record"


@pytest.mark.parametrize("word", ["deploy_crashes_late", "restore_default"])
def test_a_release_that_was_left_and_is_forgotten(
    monkeypatch: pytest.MonkeyPatch, word: str
) -> None:
    case = judged(monkeypatch, word)
    case.world.disk.remove(LAYOUT.failures)
    assert accusation(case) == "memory"


def test_what_was_deployed_over_itself_needs_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    case = judged(monkeypatch, "deploy_crashes_late")
    assert case.verdict.report is not None
    record = truth.document(case.world, LAYOUT.record)
    assert record is not None
    asked = {**case.verdict.report.asked, "sha256": record["wheel_sha256"]}
    report = replace(case.verdict.report, asked=asked)
    case.world.disk.remove(LAYOUT.failures)
    longevity.judge(replace(case, verdict=replace(case.verdict, report=report)), CONFIG_OF_DAYS)


@pytest.mark.parametrize("reader", [requests.see_status, requests.see_doctor, requests.see_preview])
def test_what_only_looks_leaves_a_host_as_it_is(reader: Callable[[Life], None]) -> None:
    life = begun("two_releases")
    requests.look(life, reader)
    assert life.verdicts == ["0"]
