"""Stories of requests that should have been refused, and of words that were not true."""

import io
import zipfile
from dataclasses import replace

import pytest

from deploy import verdict
from deploy.model import Apply, Restore
from sim.goods import lock, wheels
from sim.harm.faults import parse_plan
from sim.oracles import truth
from sim.people.person import SimOperator
from sim.ports.files import SimFiles
from sim.ports.host import host_of
from sim.states import pm2_configs, start
from sim.states.canaries import PASSWORD
from sim.states.places import BASE, CONFIG
from sim.states.start import Change, request
from sim.stories import repertoire
from sim.world import World
from tests.stories.telling import ask, offered, served, told


def refused(world: World, asked: Apply | Restore) -> str:
    """Return why: nothing may have been touched."""
    before = world.copy()
    verdict = ask(world, asked)
    assert verdict.exit_code == 2
    assert verdict.report is None
    assert world.disk.root == before.disk.root
    assert served(world) == "A"
    return verdict.message


def unpacked(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()


def test_i14_a_tiny_wheel_is_a_wheel_and_a_damaged_one_of_any_size_is_not() -> None:
    """I14: a gate of 100 KB met a wheel of 22 KB; size is not integrity."""
    assert len(wheels.wheel("B", locked=b"")) < 22_000  # most of a simulated wheel is its lock
    assert told("upgrade").verdicts == ["0"]
    world = offered("X")
    members = unpacked(wheels.wheel("X"))
    members["ai_app/api/main.py"] += b"\n" * 200_000
    start.offer(SimOperator(world), "X", packed(members))
    assert "differs from its RECORD" in refused(world, request("X"))


@pytest.mark.parametrize("content", [b"", b"no zip", wheels.wheel("X")[:-40]])
def test_i14_what_is_no_wheel_is_refused_with_a_reason(content: bytes) -> None:
    """I14: a refusal names the reason and changes nothing."""
    world = offered("X")
    start.offer(SimOperator(world), "X", content)
    assert "is not a readable wheel" in refused(world, request("X"))


def test_i03_the_app_lies_inside_itself() -> None:
    """I03: the repository was synced inside itself; the entry module must be at depth 1."""
    world = offered("X")
    members = unpacked(wheels.wheel("X"))
    nested = {name.replace("ai_app/", "ai_app/ai_app/"): data for name, data in members.items()}
    start.offer(SimOperator(world), "X", packed(nested))
    assert "ai_app/__init__.py is missing" in refused(world, request("X"))
    world = offered("B")
    assert ask(world, request("B")).exit_code == 0
    paths = truth.tree_at(world, truth.LIVE) or {}
    assert "api/main.py" in paths
    assert not [path for path in paths if path.startswith("ai_app/")]


def test_i05_an_app_that_cannot_be_imported_never_goes_live() -> None:
    """I05: for 25 hours the app could not be imported, and five releases were built."""
    run = told("unimportable")
    assert (run.verdicts, run.serves) == (["2"], "A")


def test_i28_a_data_file_that_goes_missing_is_flagged_and_gone_back_from() -> None:
    """I28: the prompts were not in the wheel, and the sync deleted them from the live tree."""
    world = start.one_release().fork()
    start.offer(SimOperator(world), "X", wheels.wheel("X", data=False))
    verdict = ask(world, request("X"))
    assert verdict.exit_code == 1
    assert verdict.report is not None
    assert any(wheels.NEEDS in line and "not in the new one" in line for line in verdict.report.log)
    assert served(world) == "A"


def test_l39_a_changed_byte_of_a_dependency_is_refused_and_named() -> None:
    """L39: no digest of what was installed; whatever the index had was taken."""
    world = start.one_release().fork()
    changed = wheels.wheel("X", locked=lock.changed("fastapi"))
    start.offer(SimOperator(world), "X", changed)
    before = truth.tree_at(world, truth.LIVE), served(world)
    verdict = ask(world, request("X"))
    assert verdict.exit_code == 2
    assert "Hash mismatch for `fastapi==" in verdict.message
    assert (truth.tree_at(world, truth.LIVE), served(world)) == before


@pytest.mark.parametrize("base", ["", " ", "refit", "./refit", "/", "//", "/home/../"])
def test_l45_a_base_that_is_empty_relative_or_the_root_is_refused(base: str) -> None:
    """I13, L45: an empty SERVER_BASE_PATH meant /app/ai, as root."""
    world = offered("B")
    before = world.copy()
    told_so = verdict.of(host_of(world, replace(CONFIG, base=base)), request("B"))
    assert told_so.exit_code == 2
    assert "base" in told_so.message
    assert world.disk.root == before.disk.root


def test_i13_a_base_that_is_not_there_is_refused() -> None:
    """I13: a wrong base path in one of two copies."""
    world = offered("B")
    told_so = verdict.of(host_of(world, replace(CONFIG, base=f"{BASE}-old")), request("B"))
    assert told_so.exit_code == 2
    assert f"{BASE}-old" in told_so.message
    assert told("no_pm2_config").verdicts == ["2"]


@pytest.mark.parametrize(
    ("name", "mend"),
    [
        ("proxy_down", "Start it (sudo systemctl start caddy)"),
        ("wrong_health_path", "Correct health_path"),
        ("wrong_version_path", "Correct version_path"),
        ("wrong_proxy_url", "Correct proxy_url"),
        ("wrong_proxy_port", "Correct proxy_url"),
        ("wrong_pm2_home", "Correct pm2_home"),
        ("wrong_port", "Correct its port, or port in infra/deploy.json"),
        ("pm2_config_elsewhere", "Correct its cwd"),
        ("pm2_config_from_there", "Correct its cwd"),
        ("pm2_config_misspelt", "Correct its script"),
        ("pm2_config_of_another", "Correct it, or app_name"),
        ("pm2_config_for_node", "Correct its interpreter"),
        ("pm2_config_of_two", "Correct its instances"),
    ],
)
def test_what_would_fail_there_and_back_is_named_by_what_mends_it(name: str, mend: str) -> None:
    run = told(name)
    assert run.verdicts == ["2"]
    assert f"  next: {mend}" in run.said[-1]


@pytest.mark.parametrize(
    ("change", "why", "mend"),
    [
        (pm2_configs.is_clustered, "has Node run it, in cluster mode", "Correct its exec_mode"),
        (pm2_configs.names_it_twice, "has 2 apps 'ai-service'", "Correct it, or app_name"),
    ],
)
def test_what_pm2_could_not_start_is_refused(change: Change, why: str, mend: str) -> None:
    world = offered("B")
    change(SimOperator(world))
    verdict = ask(world, request("B"))
    assert (verdict.exit_code, served(world)) == (2, "A")
    assert why in verdict.message
    assert f"  next: {mend}" in verdict.message


@pytest.mark.parametrize(
    "backup_id",
    [
        *("; rm -rf /", "$(reboot)", "../../etc", "code_../../../etc/passwd", "20260127150000;ls"),
        *("", "code_", "latest", "20261327150000", "code_2026012715000"),
    ],
)
def test_l26_a_backup_id_is_never_shell_text(backup_id: str) -> None:
    """L26, L27: ids went into a shell as root; they are checked before anything is called."""
    world = start.one_release().fork()
    refused(world, Restore(backup_id=backup_id))
    assert world.trace == []


def test_l24_a_second_deployment_is_refused() -> None:
    """L24: two deployments 34 seconds apart interleaved."""
    assert told("busy").verdicts == ["2"]
    world = offered("B")
    with SimFiles(world).lock(CONFIG.layout.lock):
        message = ask(world, request("B")).message
    assert "another deployment holds" in message


@pytest.mark.parametrize(
    "fault",
    [
        *(
            "files.read@check#1=error",
            "files.write@fetch#1=error",
            "run.uv@build_environment#2=fails",
        ),
        *(
            "files.copy@back_up#1=full",
            "run.python@stage_code#1=fails",
            "files.flush@flush#1=error",
        ),
        *("run.pm2@stop#1=hangs", "files.link@point_to_new#1=error", "run.pm2@start#1=hangs"),
    ],
)
def test_l03_each_step_that_fails_is_a_failure(fault: str) -> None:
    """L03: a trap ended with `exit $?` after `|| true`: failures were reported as success."""
    assert told(f"upgrade:0.{fault}").verdicts[0] in ("1", "2")


def test_l28_what_was_recovered_is_no_success() -> None:
    """L28: "recovered by the safety backup" was reported as success."""
    world = offered("X", '{"fails_after_s": 0.3}')
    verdict = ask(world, request("X"))
    assert verdict.exit_code == 1
    assert verdict.message.startswith("ROLLED BACK: live: ")
    assert wheels.sha("A") in verdict.message
    assert verdict.report is not None
    assert (verdict.report.level, verdict.report.dependencies) == (2, "unchanged")


def test_l29_the_message_says_what_was_done_with_the_dependencies() -> None:
    """L29: it said "dependencies: yes" when they were skipped."""
    for code_only, words in ((True, "not restored"), (False, "restored with the code")):
        world = start.two_releases().fork()
        verdict = ask(world, Restore(code_only=code_only))
        assert verdict.exit_code == 0
        assert f"dependencies: {words}" in verdict.message


def test_i30_the_failing_step_and_its_last_lines_reach_the_message() -> None:
    """I30: the error was in the tail, and the tail was cut."""
    world = offered("X", '{"imports": false}')
    message = ask(world, request("X")).message
    assert "stage_code: " in message
    assert "ImportError" in message


@pytest.mark.parametrize("program", ["uv@build_environment#2", "python@stage_code#1"])
def test_i31_a_traceback_with_a_secret_in_it_is_told_without(program: str) -> None:
    """I31: a secret travelled in words that were logged."""
    run = told(f"upgrade:0.run.{program}=tells")
    assert run.verdicts[0] == "2"
    world = offered("B")
    world.load(parse_plan(f"0.run.{program}=tells"))
    message = ask(world, request("B")).message
    assert PASSWORD not in message
    assert "[DATABASE_URL]" in message


def test_a_signal_leaves_an_earlier_change_as_open_as_it_was() -> None:
    """Going back takes time that nobody gave, whosever change it is."""
    run = repertoire.replay("goes_over_and_back:0.run.uv@check#1=sigterm")
    assert run.violation is None
    assert run.verdicts[:2] == ["3", "1"]
    assert "while an earlier deployment is in the middle of its change" in "\n".join(run.said)
