"""Rarities: requests and hosts that come once a year, on the day that nobody looks."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace

from deploy import verdict
from deploy.model import Restore, stamp_of
from sim import hosts, start, wheels
from sim.faults import parse_plan
from sim.host import host_of
from sim.scenario import Scenario, deployment, good, put
from sim.start import APP, CONFIG, SETTLE_S, changed, pm2_config_says, request, settled
from sim.world import World


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one, two = start.one_release, start.two_releases
    stories = {
        "wheel_damaged": "A member of the wheel is not what its RECORD says.",
        "flaps": "It dies every other second, and is back before anybody asks.",
        "runs_in_another_environment": "PM2's configuration names A's environment, not live's.",
        "stubborn_orphan": "PM2's daemon died, and its orphan heeds no signal but the last.",
        "stamp_taken": "A backup is named for this very second.",
        "failures_damaged": "What was rolled back before cannot be read any more.",
        "reports_pile_up": "Nobody has counted the reports of former deployments.",
    }
    begins = {
        "wheel_damaged": (changed(one, offers_a_damaged_wheel), "X", 2),
        "flaps": (good("X", '{"ready_s": 0.2, "dies_s": 1.3}'), "X", 1),
        "runs_in_another_environment": (changed(one, config_names_an_environment), "B", 1),
        "stubborn_orphan": (changed(one, leaves_a_stubborn_orphan), "C", 0),
        "stamp_taken": (changed(two, a_backup_is_from_the_future), "C", 0),
        "failures_damaged": (changed(two, failures_are_damaged), "C", 0),
        "reports_pile_up": (changed(one, reports_pile_up), "B", 0),
    }
    return [
        *(deployment(name, stories[name], *begin) for name, begin in begins.items()),
        deployment(
            "left_to_a_person",
            "The way back failed yesterday: nobody goes on without a reason.",
            changed(two, could_not_go_back),
            "C",
            3,
            fatal=True,
        ),
        _tried_again(),
        _of_another_commit(),
        _offline(),
    ]


def _tried_again() -> Scenario:
    story = "B was rolled back for a passing reason: deployed with a reason, it is forgiven."
    found = deployment("tried_again", story, changed(start.one_release, was_unlucky), "B", 0)
    return replace(found, request=request("B", force="the network is back"))


def _of_another_commit() -> Scenario:
    story = "The wheel was built from another commit."
    found = deployment("wrong_commit", story, start.one_release, "B", 2)
    return replace(found, request=replace(request("B"), sha=wheels.sha("C")))


def _offline() -> Scenario:
    return Scenario(
        name="restore_offline",
        story="The backup's environment is gone, and so is the index: uv's cache has it all.",
        start=changed(start.three_releases, environments_and_index_are_lost),
        request=Restore(backup_id=hosts.stamps(start.three_releases())[-1]),
        ends=0,
        target="A",
    )


def offers_a_damaged_wheel(world: World) -> None:
    """A member grew after the RECORD was written."""
    stream = io.BytesIO()
    whole = zipfile.ZipFile(io.BytesIO(wheels.wheel("X")))
    with whole, zipfile.ZipFile(stream, "w") as archive:
        for info in whole.infolist():
            grown = b"# more\n" if info.filename == "ai_app/api/main.py" else b""
            archive.writestr(info, whole.read(info) + grown)
    start.offer(world, "X", stream.getvalue())


def config_names_an_environment(world: World) -> None:
    """Somebody resolved the links in PM2's configuration by hand."""
    real = f"{world.disk.canonical(f'{APP}/venv')}/bin/uvicorn"
    pm2_config_says(world, real, instead_of=f"{APP}/venv/bin/uvicorn")


def leaves_a_stubborn_orphan(world: World) -> None:
    """A release that ignores SIGTERM went live, then PM2's daemon was killed."""
    put(world, "X", '{"stubborn": true}')
    settled(world, request("X"))
    hosts.daemon_is_dead(world)


def could_not_go_back(world: World) -> None:
    """A stranger took the port in the middle of a deployment."""
    world.load(parse_plan("0.run.pm2@start#1=stranger_takes_the_port"))
    told = verdict.of(host_of(world, CONFIG), request("C"))
    assert told.exit_code == 3, told.message  # noqa: PLR2004 - the contract's code
    world.heal()


def a_backup_is_from_the_future(world: World) -> None:
    """The clock was set back: the newest backup bears the moment at which all will begin."""
    stamp = stamp_of(world.machine.now + SETTLE_S)
    newest = hosts.stamps(world)[0]
    for half in ("code", "wheel"):
        world.disk.rename(f"{hosts.BACKUPS}/{half}_{newest}", f"{hosts.BACKUPS}/{half}_{stamp}")


def environments_and_index_are_lost(world: World) -> None:
    """The environments were deleted, and the index cannot be reached."""
    hosts.environments_are_lost(world)
    world.index_up = False


def reports_pile_up(world: World) -> None:
    """More reports than anybody wants to keep."""
    world.disk.make_directory(CONFIG.layout.reports)
    for number in range(CONFIG.keep_reports_max + 10):
        path = f"{CONFIG.layout.reports}/20250101{number:06}-old.json"
        world.disk.put(path, b"{}", durable=True)


def was_unlucky(world: World) -> None:
    """A good release was rolled back for one bad answer."""
    world.load(parse_plan("0.http.get@verify#1=404"))
    told = verdict.of(host_of(world, CONFIG), request("B"))
    assert told.exit_code == 1, told.message
    world.heal()


def failures_are_damaged(world: World) -> None:
    """The memory of what was rolled back is not what was written."""
    world.disk.put(CONFIG.layout.failures, b'{"checksum": "00', durable=True)
