"""Stories of rollbacks that left the host worse than it was."""

import pytest

from deploy.model import Restore
from sim.goods import wheels
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.states import past, start
from sim.states.places import APP, BACKUPS
from sim.states.start import request
from sim.world import World
from tests.stories.telling import ask, offered, served, told


def stamps(world: World) -> list[str]:
    return past.stamps(SimOperator(world))


def test_l01_a_backup_is_one_release_code_and_wheel() -> None:
    """L01: backup T held the old code and the new wheel."""
    world = start.three_releases().fork()
    for stamp, letter in zip(stamps(world), "BA", strict=True):
        folder = f"{BACKUPS}/wheel_{stamp}"
        (wheel,) = (name for name in truth.names(world, folder) if name.endswith(".whl"))
        files = wheels.app_files(wheels.wheel(letter))
        assert wheels.app_files(world.disk.read(f"{folder}/{wheel}")) == files
        assert truth.tree_at(world, f"{BACKUPS}/code_{stamp}/ai_app") == files


def test_l02_restore_latest_after_a_failed_deploy_does_not_bring_the_failure_back() -> None:
    """L02: the default is the newest release that was healthy, and not what is live already."""
    for name in ("restore_after_a_failure", "restore_skips_failed", "restore_skips_unhealthy"):
        run = told(name)
        assert (run.verdicts, run.serves) == (["0"], "A")


def test_l02_a_release_that_was_rolled_back_needs_a_reason() -> None:
    """L02: it is remembered."""
    assert told("refused_again").verdicts == ["2"]


@pytest.mark.parametrize("step", ["stop", "start", "reload_proxy"])
@pytest.mark.parametrize("kind", ["fails", "hangs"])
def test_l07_a_program_fails_in_the_middle_of_the_change(step: str, kind: str) -> None:
    """L06, L07: pm2 failing left no service and an unused safety backup."""
    program = "caddy" if step == "reload_proxy" else "pm2"
    run = told(f"restore_by_stamp:0.run.{program}@{step}#1={kind}")
    assert run.verdicts[0] in ("0", "1")
    assert run.serves is not None


def test_l08_what_is_gone_back_to_is_the_whole_pair_with_its_whole_time() -> None:
    """L08, L30: only the code was put back, and one probe after five seconds asked of it."""
    run = told("back_to_a_slow_one")
    assert (run.verdicts, run.serves) == (["1"], "X")


def test_l08_a_restored_pair_has_its_own_environment() -> None:
    """L08: old code met new dependencies."""
    world = start.three_releases().fork()
    before = world.disk.canonical(f"{APP}/venv")
    assert ask(world, Restore(backup_id=stamps(world)[-1])).exit_code == 0
    installed = f"{APP}/venv/lib/python3.11/site-packages/ai_app"
    assert world.disk.canonical(f"{APP}/venv") != before
    assert truth.tree_at(world, installed) == truth.tree_at(world, truth.LIVE)


@pytest.mark.parametrize("image", ["kill_after", "power_nothing", "power_names"])
@pytest.mark.parametrize(
    "site",
    [
        "files.copy@stage_code#2",
        "run.pm2@stop#1",
        "files.link@point_to_new#1",
        "run.pm2@start#1",
        "files.write@record#1",
    ],
)
def test_l09_a_crash_leaves_one_complete_release(site: str, image: str) -> None:
    """L09: `rm -rf` then `cp -r`: a crash or a full disk left no app."""
    run = told(f"upgrade:0.{site}={image}")
    assert run.verdicts[0] == "crash"
    assert run.serves in ("A", "B")


@pytest.mark.parametrize("fault", ["uv.write@build_environment#3=full", "run.uv@check#1=missing"])
def test_l10_a_failed_install_leaves_the_running_process_alone(fault: str) -> None:
    """L10: pip failing took the healthy live service down."""
    assert told(f"upgrade:0.{fault}").verdicts[0] == "2"
    assert told("no_index").verdicts == ["2"]


def test_l11_a_sync_that_fails_is_a_deployment_that_failed() -> None:
    """L11: rsync failed and the success line was printed."""
    for kind in ("error", "corrupt", "full"):
        assert told(f"upgrade:0.files.copy@stage_code#1={kind}").verdicts[0] == "2"


def test_l37_a_restore_needs_no_index_and_gives_the_same_versions() -> None:
    """L37: every install resolved versions anew, and a rollback needed the internet."""
    world = start.changed(start.three_releases, past.environments_are_lost)().fork()
    world.index_up = False
    assert ask(world, Restore(backup_id=stamps(world)[-1])).exit_code == 0
    names = truth.names(world, f"{APP}/venv/lib/python3.11/site-packages")
    live = truth.document(world, f"{world.disk.canonical(f'{APP}/current')}/manifest.json")
    assert live is not None
    dists = {name for name in names if name.endswith(".dist-info")}
    assert len(dists) == len(live["packages"])


def test_l49_the_service_stops_last_and_starts_first() -> None:
    """L50: it was stopped for the length of a torch install."""
    trace = told("upgrade").trace
    down = [effect for effect in trace if effect.step in ("stop", "adopt", "point_to_new", "start")]
    assert {effect.op for effect in down}.isdisjoint({"run.uv", "files.copy", "run.python"})
    assert down[-1].at - down[0].at < 2


def test_l49_what_belongs_to_root_is_refused() -> None:
    """L49: somebody ran something as root, and the deployment failed half-way."""
    assert told("foreign").verdicts == ["2"]


def test_i45_the_release_before_comes_back_without_a_build() -> None:
    """I45: a rollback was a git revert and a rebuild."""
    world = start.two_releases().fork()
    assert ask(world, Restore()).exit_code == 0
    assert served(world) == "A"
    assert not [effect for effect in world.trace if effect.detail.startswith("uv pip")]


def test_l33_age_alone_never_takes_the_last_good_backups() -> None:
    """L33: after a month without a deployment the next one deleted every way back."""
    assert told("old_backups").verdicts == ["0"]


def test_l25_a_half_written_backup_is_not_restorable() -> None:
    """L25: it was listed, and could be restored."""
    for kind in ("kill_after", "power_names"):
        run = told(f"upgrade:0.files.copy@back_up#1={kind}")
        assert run.verdicts == ["crash", "0", "0"]


def test_l39_one_flipped_bit_in_a_backup_is_refused() -> None:
    """L39: size is no measure of integrity."""
    assert told("restore_damaged").verdicts == ["2"]
    assert told("restore_skips_damaged").serves == "A"


def test_l38_the_commit_of_what_is_live_and_of_each_backup_can_be_read() -> None:
    """L38: everything was version 0.1.0, for ever."""
    world = offered("C", begin=start.two_releases())
    verdict = ask(world, request("C"))
    assert verdict.report is not None
    assert verdict.report.live is not None
    assert verdict.report.live["sha"] == wheels.sha("C")
    manifests = [
        truth.document(world, f"{BACKUPS}/code_{stamp}/manifest.json") for stamp in stamps(world)
    ]
    assert [m and m["release"]["sha"] for m in manifests] == [wheels.sha("B"), wheels.sha("A")]


def test_the_clock_is_set_back_while_a_release_is_waited_for() -> None:
    """It was waited for until the clock had caught up: two hours, and 58,128 looks."""
    run = told("never_listens:0.clock.sleep@verify#3=clock_steps_back")
    assert run.verdicts == ["1"]
    assert run.effects < 1000
