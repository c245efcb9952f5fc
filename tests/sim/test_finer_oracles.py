"""Each of the finer oracles can fail: of effects, of what is told, of what belongs to a release."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from deploy.model import Restore
from sim.effect import Effect
from sim.oracles import belongings, recorded, reporting, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.states import past, start
from sim.states.places import APP, BACKUPS, CONFIG, UPLOADS
from sim.storage.nodes import File
from sim.stories import guard, scenarios
from sim.world import World
from tests.sim.test_oracles import accusation, deployed, gone_back, upgraded


def restored(*, code_only: bool = False) -> Case:
    world = start.three_releases()
    asked = Restore(backup_id=past.oldest(SimOperator(world)), code_only=code_only)
    return deployed(asked, "restore_by_stamp", target="A", had="C", code_only=code_only)


def reported(case: Case, **changes: object) -> Case:
    assert case.verdict.report is not None
    report = replace(case.verdict.report, **changes)  # type: ignore[arg-type]
    return replace(case, verdict=replace(case.verdict, report=report))


ENDS: tuple[Callable[[], Case], ...] = (
    upgraded,
    gone_back,
    restored,
    lambda: restored(code_only=True),
)


@pytest.mark.parametrize("end", ENDS, ids=["upgraded", "gone back", "restored", "code alone"])
def test_the_report_dependencies_that_are_not_so(end: Callable[[], Case]) -> None:
    assert accusation(reported(end(), dependencies="all is well")) == "report"


def test_the_report_a_failure_without_its_step() -> None:
    assert accusation(reported(gone_back(), failed_step=None)) == "report"
    assert accusation(reported(gone_back(), reason=None)) == "report"
    assert accusation(reported(upgraded(), failed_step="verify")) == "report"


def test_the_report_a_safety_backup_that_is_not_there_or_not_named() -> None:
    case = reported(restored(), safety_backup=f"{BACKUPS}/safety")
    with pytest.raises(Violation, match="it says otherwise"):
        reporting.the_safety_backup_is_named(case)
    case = restored()
    assert case.verdict.report is not None
    stamp = case.verdict.report.deployment.partition("-")[0]
    case.world.disk.make_directory(f"{BACKUPS}/safety_before_rollback_{stamp}")
    with pytest.raises(Violation, match="it says otherwise"):
        reporting.the_safety_backup_is_named(case)


def test_the_report_a_link_that_the_new_release_is_without() -> None:
    case = upgraded()
    run = case.begun.disk.canonical(truth.LIVE)
    case.begun.disk.link(f"{run}/.env", "/data/ai.env")  # which the host keeps
    reporting.links_left_behind_are_named(case)
    case.begun.disk.link(f"{run}/models", "/data/models")
    with pytest.raises(Violation, match="is without models"):
        reporting.links_left_behind_are_named(case)


@pytest.mark.parametrize("end", [upgraded, gone_back, restored])
def test_the_record_does_not_say_how(end: Callable[[], Case]) -> None:
    case = end()
    node = case.world.disk.node(CONFIG.layout.record)
    assert type(node) is File
    told = node.content.replace(b'"how": "', b'"how": "not ')
    case.world.disk.put(CONFIG.layout.record, told, durable=True)
    assert accusation(case) == "record"


def test_the_record_moved_although_nothing_live_was_open() -> None:
    case = upgraded()
    begun = case.world.copy()
    recorded.names_what_is_live(replace(case, recovering=True, begun=begun), "B")
    case.world.disk.remove(CONFIG.layout.record)
    with pytest.raises(Violation, match="nothing live was open"):
        recorded.names_what_is_live(replace(case, recovering=True, begun=begun), "B")


def longer(case: Case, op: str, seconds: float) -> Case:
    last = case.world.trace[-1]
    effect = Effect(last.at + seconds, 0, op, "verify", 1, "", "ok")
    case.world.trace.append(effect)
    return replace(case, effects=case.effects + 1)


@pytest.mark.parametrize(
    ("op", "seconds"),
    [("run.pm2", 200), ("run.uv", 1300), ("http.get", 90), ("files.read", 20), ("clock.sleep", 90)],
)
def test_bounded_a_call_that_takes_too_long(op: str, seconds: float) -> None:
    assert accusation(longer(upgraded(), op, seconds)) == "bounded"


def test_proxy_a_reload_that_failed_is_passed_over() -> None:
    case = upgraded()
    for place, effect in enumerate(case.world.trace):
        if effect.op == "run.caddy":
            case.world.trace[place] = effect._replace(outcome="fails")
    assert accusation(case) == "proxy"


@pytest.mark.parametrize("end", [upgraded, restored])
def test_pair_a_loose_file_of_another_release(end: Callable[[], Case]) -> None:
    case = end()
    path = case.world.disk.canonical(f"{APP}/requirements.txt")
    case.world.disk.put(path, b"# another\n", durable=True)
    with pytest.raises(Violation, match=r"pair: requirements\.txt"):
        belongings.loose_files_are_of_the_release(case)


def test_packages_that_no_backup_recorded() -> None:
    case = restored()
    site = case.world.disk.canonical(f"{APP}/venv/lib/python3.11/site-packages")
    case.world.disk.make_directory(f"{site}/extra-1.0.dist-info")
    with pytest.raises(Violation, match="packages: "):
        belongings.packages_are_those_recorded(case)


def test_restorable_the_environment_of_a_backup_goes() -> None:
    case = restored()
    live, folder = case.world.disk.canonical(f"{APP}/venv"), f"{APP}/environments"
    gone = [f"{folder}/{name}" for name in case.world.disk.names(folder)]
    gone.remove(live)
    for path in gone:
        case.world.disk.remove(path)
    belongings.environments_of_backups_stay(case)  # a person did it
    case.world.trace += [Effect(0, 0, "files.remove", "prune", 9, path, "ok") for path in gone]
    with pytest.raises(Violation, match="went, which"):
        belongings.environments_of_backups_stay(replace(case, effects=len(gone)))


def test_retention_the_backup_that_was_restored_goes() -> None:
    case = restored()
    stamp = past.oldest(SimOperator(case.begun))
    case.world.disk.remove(f"{BACKUPS}/code_{stamp}")
    assert accusation(case) in ("retention", "restorable")


# ------------------------------------------------------------------ at every moment


@pytest.fixture
def world() -> World:
    world = start.two_releases().fork()
    world.guard = guard.watch_of(world, scenarios.known_trees("third"), had="B")
    world.locks[CONFIG.layout.lock] = File(b"")
    return world


def test_listed_a_backup_that_is_gathered_where_it_can_be_seen(world: World) -> None:
    with pytest.raises(Violation, match=r"listed: .* has no manifest"):
        SimFiles(world).make_directory(f"{BACKUPS}/code_20260201000000/ai_app")


def test_listed_a_backup_that_is_removed_where_it_lies(world: World) -> None:
    stamp = past.oldest(SimOperator(world))
    with pytest.raises(Violation, match=r"listed: .* has no manifest"):
        SimFiles(world).remove(f"{BACKUPS}/code_{stamp}/manifest.json")


def test_listed_a_backup_whose_wheel_comes_later(world: World) -> None:
    stamp = past.oldest(SimOperator(world))
    files = SimFiles(world)
    files.rename(f"{BACKUPS}/wheel_{stamp}", f"{BACKUPS}/.partial_wheel")
    with pytest.raises(Violation, match=r"listed: .* its wheel is not there"):
        files.copy(UPLOADS.format(letter="B"), f"{BACKUPS}/code_{stamp}/more")


def test_the_report_of_the_newest_deployment_goes_before_an_older_one() -> None:
    case = restored()
    names = case.begun.disk.names(CONFIG.layout.reports)
    case.world.disk.remove(f"{CONFIG.layout.reports}/{names[-1]}")
    assert accusation(case) == "report"


def test_only_the_report_of_what_was_open_may_go_before_an_older_one() -> None:
    case = restored()
    names = case.begun.disk.names(CONFIG.layout.reports)
    case.world.disk.remove(f"{CONFIG.layout.reports}/{names[-1]}")
    for name, honest in ((names[-1], True), (names[0], False)):
        begun = case.begun.fork()
        journal = f'{{"deployment": "{name.removesuffix(".json")}"}}'
        begun.disk.put(CONFIG.layout.journal, journal.encode(), durable=True)
        if honest:
            reporting.the_newest_reports_stay(replace(case, begun=begun))
            continue
        with pytest.raises(Violation, match="went, and the older"):
            reporting.the_newest_reports_stay(replace(case, begun=begun))
