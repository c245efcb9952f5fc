"""Each oracle can fail: a world or a verdict is doctored, and the right one sees it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from deploy import verdict
from deploy.model import Apply, Outcome, Restore
from sim.catalogue import detours
from sim.effect import Effect
from sim.machinery.running import Running
from sim.oracles import ending, order, truth
from sim.oracles.case import Case
from sim.oracles.violation import Violation
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.ports.host import host_of
from sim.states import hosts, past, start
from sim.states.canaries import PASSWORD
from sim.states.places import APP, BACKUPS, BASE, CADDYFILE, CONFIG, PM2_HOME, TENANT_FILE, UPLOADS
from sim.states.start import request, run_pm2
from sim.storage.nodes import File
from sim.stories import guard, scenarios, story
from sim.world import World


def deployed(asked: Apply | Restore, name: str = "upgrade", **changes: object) -> Case:
    """Carry a request out on the host of a scenario; return what it is to be judged by."""
    begun = scenarios.named(name).start()
    world, known = begun.fork(), scenarios.known_trees(name)
    told = verdict.of(host_of(world, CONFIG), asked)
    case = Case(
        world=world,
        asked=begun,
        begun=begun,
        known=known,
        target="B",
        had="A",
        verdict=told,
        recovering=False,
        power_failed=False,
        effects=len(world.trace),
        seconds=10,
        edited=False,
        sound=True,
        request=None,
        ended=world.machine.now,
    )
    return replace(case, **changes)  # type: ignore[arg-type]


def upgraded() -> Case:
    return deployed(request("B"))


def gone_back() -> Case:
    return deployed(request("X"), "crashes_at_start", target="X")


def refused() -> Case:
    return deployed(Apply(wheel=f"{BASE}/none.whl", sha="0" * 40))


def accusation(case: Case) -> str:
    with pytest.raises(Violation) as caught:
        ending.judge(case)
    return caught.value.oracle


@pytest.mark.parametrize("end", [upgraded, gone_back, refused])
def test_an_honest_ending_is_not_accused(end: Callable[[], Case]) -> None:
    ending.judge(end())


# ------------------------------------------------------------------ the verdict


def told(case: Case, code: int) -> Case:
    return replace(case, verdict=replace(case.verdict, exit_code=code))


def test_the_verdict_success_that_serves_the_old_release() -> None:
    assert accusation(told(replace(upgraded(), target="A"), 0)) == "verdict"
    assert accusation(told(gone_back(), 0)) == "verdict"


def test_the_verdict_a_way_back_to_another_release() -> None:
    assert accusation(told(upgraded(), 1)) == "verdict"


def test_the_verdict_a_refusal_after_which_another_release_serves() -> None:
    assert accusation(told(upgraded(), 2)) == "verdict"


def test_the_verdict_a_success_while_nothing_serves() -> None:
    case = upgraded()
    run_pm2(SimOperator(case.world), "stop", "ai-service")
    assert accusation(case) == "verdict"


def test_the_verdict_a_success_that_does_not_last() -> None:
    case = upgraded()
    process = truth.service_process(case.world)
    assert process is not None
    case.world.machine.later(30, "die", process.pid)
    case.world.machine.tables[PM2_HOME].daemon = False
    assert accusation(case) == "verdict"


def test_the_verdict_cleared_while_something_is_live() -> None:
    case = told(upgraded(), 3)
    assert case.verdict.report is not None
    report = replace(case.verdict.report, outcome=Outcome.CLEARED.value, exit_code=3)
    assert accusation(replace(case, verdict=replace(case.verdict, report=report))) == "verdict"


def test_the_verdict_recovered_to_neither_release() -> None:
    case = replace(upgraded(), recovering=True, target="C", had="A")
    assert accusation(case) == "verdict"


def test_the_record_names_another_release_than_the_pointer() -> None:
    case = upgraded()
    (older,) = truth.names(case.begun, f"{APP}/releases")
    case.world.disk.put(CONFIG.layout.record, f'{{"release": "{older}"}}'.encode(), durable=True)
    assert accusation(case) == "record"


# ------------------------------------------------------------------ what is live is one pair


def test_the_pair_new_code_in_an_old_environment() -> None:
    case = upgraded()
    old = truth.names(case.begun, f"{APP}/environments")[0]
    live = case.world.disk.canonical(f"{APP}/current")
    case.world.disk.link(f"{live}/venv", f"../../environments/{old}")
    assert accusation(case) == "pair"


def test_the_pair_the_code_alone_was_asked_for() -> None:
    assert accusation(replace(upgraded(), code_only=True)) == "pair"


def test_the_owner_is_not_pm2() -> None:
    case = upgraded()
    entries = case.world.machine.entries
    mine = next(entry for entry in entries.values() if entry.name == "ai-service")
    entries[mine.pm_id] = mine._replace(pid=None)
    assert accusation(case) == "owner"


def test_the_owner_has_two_entries() -> None:
    case = upgraded()
    hosts.service_is_duplicated(SimOperator(case.world))
    assert accusation(case) == "owner"


# ------------------------------------------------------------------ the report


def test_the_report_on_the_host_tells_another_code() -> None:
    case = upgraded()
    assert case.verdict.report is not None
    path = f"{APP}/.deploy/reports/{case.verdict.report.deployment}.json"
    case.world.disk.put(path, b'{"exit_code": 3}', durable=True)
    assert accusation(case) == "report"


def test_the_report_tells_another_code_or_another_release() -> None:
    case = upgraded()
    report = case.verdict.report
    assert report is not None
    case.world.disk.remove(f"{APP}/.deploy/reports")
    for changed in (replace(report, exit_code=1), replace(report, live={"release": "another"})):
        doctored = replace(case, verdict=replace(case.verdict, report=changed))
        assert accusation(doctored) == "report"


# ------------------------------------------------------------------ refusals and leaks


@pytest.mark.parametrize("path", [f"{APP}/releases/x", f"{BACKUPS}/code_1", f"{APP}/ai_app/x"])
def test_untouched_a_refusal_that_changed_a_file(path: str) -> None:
    case = refused()
    case.world.disk.make_directory(path.rpartition("/")[0])
    case.world.disk.put(path, b"", durable=True)
    assert accusation(case) == "untouched"


def test_untouched_a_refusal_after_which_the_process_is_another() -> None:
    case = refused()
    run_pm2(SimOperator(case.world), "restart", "ai-service")
    assert accusation(case) == "untouched"


@pytest.mark.parametrize(
    "path",
    [f"{BACKUPS}/.partial_1/x", f"{APP}/.deploy/rubbish", f"{APP}/environments/spare/x"],
)
def test_a_leak_is_what_nobody_needs(path: str) -> None:
    case = upgraded()
    case.world.disk.make_directory(path.rpartition("/")[0])
    case.world.disk.put(path, b"", durable=True)
    assert accusation(case) == "leak"


@pytest.mark.parametrize(
    "path", [f"{BACKUPS}/.discarded_code_20250101000000", f"{APP}/.deploy/incoming/1"]
)
def test_a_leak_is_what_was_there_before_and_is_of_no_more_use(path: str) -> None:
    case = upgraded()
    case = replace(case, asked=case.asked.copy())
    for world in (case.asked, case.world):
        world.disk.make_directory(path)
    assert accusation(case) == "leak"


def test_a_leak_is_a_third_release() -> None:
    case = upgraded()
    for name in ("one", "two"):
        case.world.disk.make_directory(f"{APP}/releases/{name}")
    assert accusation(case) == "leak"


# ------------------------------------------------------------------ backups


@pytest.mark.parametrize("half", ["code", "wheel"])
def test_restorable_the_backup_of_the_release_before_is_not_whole(half: str) -> None:
    case = upgraded()
    case.world.disk.remove(f"{BACKUPS}/{half}_{past.stamps(SimOperator(case.world))[0]}")
    assert accusation(case) == "restorable"


def test_restorable_the_wheel_is_of_another_release() -> None:
    case = upgraded()
    folder = f"{BACKUPS}/wheel_{past.stamps(SimOperator(case.world))[0]}"
    (name,) = (n for n in truth.names(case.world, folder) if n.endswith(".whl"))
    other = case.world.disk.read(UPLOADS.format(letter="B"))
    case.world.disk.put(f"{folder}/{name}", other, durable=True)
    assert accusation(case) == "restorable"


def test_restorable_the_release_before_is_gone() -> None:
    case = upgraded()
    case.world.disk.remove(f"{APP}/releases/{truth.names(case.begun, f'{APP}/releases')[0]}")
    assert accusation(case) == "restorable"


def test_retention_the_last_usable_backups_go() -> None:
    case = deployed(Restore(), "restore_latest")
    for stamp in past.stamps(SimOperator(case.world)):
        case.world.disk.remove(f"{BACKUPS}/code_{stamp}")
        case.world.disk.remove(f"{BACKUPS}/wheel_{stamp}")
    assert accusation(case) == "retention"


# ------------------------------------------------------------------ what is not ours


@pytest.mark.parametrize("path", [CADDYFILE, f"{APP}/.env", CONFIG.layout.pm2_config])
def test_tenants_a_file_of_somebody_else_changed(path: str) -> None:
    case = upgraded()
    case.world.disk.put(path, b"changed", durable=True)
    assert accusation(case) == "tenants"


def test_tenants_the_backend_was_restarted_or_forgotten() -> None:
    case = upgraded()
    run_pm2(SimOperator(case.world), "restart", "backend")
    assert accusation(case) == "tenants"
    run_pm2(SimOperator(case.world), "delete", "backend")
    assert accusation(case) == "tenants"


def test_tenants_the_backend_would_not_come_back() -> None:
    case = upgraded()
    case.world.disk.put(f"{PM2_HOME}/dump.pm2", b'[{"name": "ai-service"}]', durable=True)
    assert accusation(case) == "tenants"


def test_tenants_the_uploads_are_lost() -> None:
    case = deployed(request("B"), "adoption")
    case.world.disk.remove(f"{APP}/shared/uploads")
    assert accusation(case) == "tenants"


def test_reboot_the_service_would_not_come_back() -> None:
    case = upgraded()
    case.world.disk.put(f"{PM2_HOME}/dump.pm2", b'[{"name": "backend"}]', durable=True)
    assert accusation(case) == "reboot"


@pytest.mark.parametrize("where", ["message", "note", "file"])
def test_secrets_are_told(where: str) -> None:
    case = upgraded()
    secret = f"postgresql://refit:{PASSWORD}@db"
    if where == "message":
        case = replace(case, verdict=replace(case.verdict, message=secret))
    elif where == "note":
        case.world.said.append(secret)
    else:
        case.world.disk.put(f"{APP}/.deploy/reports/note", secret.encode(), durable=True)
    assert accusation(case) == "secrets"


def test_bounded_calls_and_time() -> None:
    assert accusation(replace(upgraded(), effects=10**6)) == "bounded"
    assert accusation(replace(upgraded(), seconds=10**6)) == "bounded"


# ------------------------------------------------------------------ every moment


@pytest.fixture
def world() -> World:
    """Give a host that serves A, looked after as in a story, the lock held."""
    world = start.one_release().fork()
    known = scenarios.known_trees("upgrade")
    world.guard = guard.watch_of(world, known, had="A")
    world.locks[CONFIG.layout.lock] = File(b"")
    return world


def caught(act: Callable[[], object]) -> str:
    with pytest.raises(Violation) as found:
        act()
    return found.value.oracle


def test_outside_what_is_not_the_services(world: World) -> None:
    files = SimFiles(world)
    for path in ("/etc/passwd", f"{APP}/.env", TENANT_FILE, f"{BASE}/backups/other"):
        assert caught(partial(files.write, path, b"")) == "outside"


def test_lock_a_change_without_it(world: World) -> None:
    world.locks.clear()
    assert caught(lambda: SimFiles(world).write(f"{APP}/.deploy/journal.json", b"{}")) == "lock"


def test_way_back_the_release_that_serves_goes(world: World) -> None:
    files, live = SimFiles(world), world.disk.canonical(f"{APP}/current")
    assert caught(lambda: files.rename(live, f"{APP}/releases/away")) == "way back"
    environment = world.disk.canonical(f"{APP}/environments")
    assert caught(lambda: files.remove(environment)) == "way back"


def test_torn_the_run_directory_is_no_whole_release(world: World) -> None:
    files = SimFiles(world)
    assert caught(lambda: files.write(f"{APP}/ai_app/api/main.py", b"half")) == "torn"
    assert caught(lambda: files.link(f"{APP}/current", "nowhere")) == "torn"


def test_mixed_files_change_under_a_process_that_serves(world: World) -> None:
    other = f"{APP}/releases/other"
    world.disk.make_directory(f"{other}/ai_app/api")
    world.disk.make_directory(f"{other}/ai_app/prompts")
    for path, content in scenarios.known_trees("upgrade")["B"].items():
        world.disk.put(f"{other}/ai_app/{path}", content, durable=True)
    assert caught(lambda: SimFiles(world).link(f"{APP}/current", "releases/other")) == "mixed"


@pytest.mark.parametrize("begin", [start.predecessor, detours.has_moved_to_a_volume()])
def test_mixed_the_run_directory_moves_under_a_process(begin: start.Start) -> None:
    world = begin().fork()
    world.guard = guard.watch_of(world, scenarios.known_trees("adoption"), had="A")
    world.locks[CONFIG.layout.lock] = File(b"")
    world.disk.make_directory(f"{APP}/releases")
    world.disk.link(f"{APP}/releases/away", "nowhere")
    files = SimFiles(world)
    assert caught(lambda: files.exchange(f"{APP}/ai_app", f"{APP}/releases/away")) == "mixed"


def test_what_somebody_edits_is_theirs_wherever_it_lies_live_by_now(world: World) -> None:
    looks = guard.watch_of(world, scenarios.known_trees("upgrade"), had="A")
    looks.meddled(world, f"{APP}/releases/other/ai_app/api/main.py")
    assert not looks.edited
    looks.proven = None  # it went back to another in this very command
    looks.meddled(world, f"{world.disk.canonical(f'{APP}/ai_app')}/api/main.py")
    assert looks.edited


def test_complete_a_manifest_before_its_files(world: World) -> None:
    files = SimFiles(world)
    files.make_directory(f"{APP}/releases/new/ai_app")
    write = partial(files.write, f"{APP}/releases/new/manifest.json", b"{}")
    assert caught(write) == "complete"
    files.make_directory(f"{BACKUPS}/.partial_20260201000000/code/ai_app")
    files.write(f"{BACKUPS}/.partial_20260201000000/code/manifest.json", b"{}")
    gathered = f"{BACKUPS}/.partial_20260201000000/code"
    rename = partial(files.rename, gathered, f"{BACKUPS}/code_20260201000000")
    assert caught(rename) == "complete"


def test_tenants_a_stranger_is_ended(world: World) -> None:
    stranger = Running(parent=1, name="stranger", cwd="/srv", argv=("python3",), port=9000)
    pid = world.machine.spawn(stranger)
    assert caught(lambda: host_of(world, CONFIG).processes.end(pid, force=True)) == "tenants"


# ------------------------------------------------------------------ the order


def successful() -> list[Effect]:
    return story.tell(scenarios.named("upgrade")).trace


def index(trace: list[Effect], op: str, words: str) -> int:
    return next(n for n, effect in enumerate(trace) if effect.op == op and words in effect.detail)


def test_the_order_of_a_success_is_the_contracts() -> None:
    order.check_success(successful(), order.APPLY)


@pytest.mark.parametrize(
    ("op", "words"),
    [
        ("files.flush", APP),
        ("run.pm2", "delete ai-service"),
        ("files.link", f"{APP}/current ->"),
        ("run.pm2", "start"),
        ("run.caddy", "reload"),
        ("run.python", "import api.main"),
        ("files.write", "current.json"),
    ],
)
def test_the_order_lacks_a_milestone(op: str, words: str) -> None:
    kept = [e for e in successful() if not (e.op == op and words in e.detail)]
    with pytest.raises(Violation, match="order: never"):
        order.check_success(kept, order.APPLY)


def test_the_order_has_two_milestones_exchanged() -> None:
    trace = successful()
    begun, pointed = index(trace, "run.pm2", "start"), index(trace, "files.link", "current ->")
    trace[begun], trace[pointed] = trace[pointed], trace[begun]
    with pytest.raises(Violation, match="order: started before pointed"):
        order.check_success(trace, order.APPLY)


def test_the_order_is_that_of_the_deployment_itself_not_of_one_that_it_closed() -> None:
    trace = story.tell(scenarios.named("finishes_first")).trace
    with pytest.raises(Violation, match="order: recorded before committed"):
        order.check_success(trace, order.APPLY)
    order.check_success(order.after_closing(trace), order.APPLY)
    assert order.after_closing(successful()) == successful()


def test_the_order_of_a_way_back_is_forwards_too() -> None:
    trace = story.tell(scenarios.named("crashes_at_start")).trace
    order.check_return(trace, order.APPLY)
    with pytest.raises(Violation, match="order"):
        order.check_return(trace[::-1], order.APPLY)
    unproven = [effect for effect in trace if not effect.detail.startswith("http://localhost/")]
    with pytest.raises(Violation, match="order: never probed"):
        order.check_return(unproven, order.APPLY)


# ------------------------------------------------------------------ the whole story


def test_ending_another_exit_code_than_the_story_says() -> None:
    wrong = replace(scenarios.named("upgrade"), ends=1)
    run = story.tell(wrong)
    assert run.violation is not None
    assert run.violation.oracle == "ending"


def test_level_3_and_convergence_are_judged_at_the_end() -> None:
    telling = story.Telling(scenarios.named("upgrade"), ())
    with pytest.raises(Violation, match="level 3"):
        telling._may_need_a_person()
    telling.scenario = replace(telling.scenario, ends=1)
    with pytest.raises(Violation, match="converges"):
        telling._converges()


def test_the_truth_is_read_from_the_world_alone() -> None:
    world = start.one_release().fork()
    known = scenarios.known_trees("upgrade")
    assert truth.served(world, known) == "A"
    main = f"{world.disk.canonical(APP)}/ai_app/api/main.py"
    world.disk.put(world.disk.canonical(main), b"other", durable=True)
    assert truth.served(world, known) == "A"  # a process serves what it started with
    assert truth.label_of(truth.tree_at(world, truth.LIVE), known) == "?"
    assert truth.label_of(None, known) is None
    assert type(world.disk.node(main)) is File
