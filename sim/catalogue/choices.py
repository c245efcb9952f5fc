"""Choices: which backup a restore takes when none is named."""

from __future__ import annotations

from collections.abc import Callable

from deploy import verdict
from deploy.model import Restore
from sim import hosts, start, wheels
from sim.host import host_of
from sim.scenario import Scenario, put
from sim.start import CONFIG, changed, request, settled
from sim.world import World


def scenarios() -> list[Scenario]:
    """Return the scenarios: the one restored is named again once all is mended."""
    return [
        _newest(
            "restore_skips_failed",
            "D was left for C and C for B: the default is A.",
            was_left_twice,
            "A",
        ),
        _newest(
            "restore_skips_unhealthy",
            "The newest backup is of a release that a person had edited: the default is A.",
            was_edited_before,
            "A",
        ),
        _newest(
            "restore_after_a_failure",
            "B serves again after a failed deployment: the default is not B but A.",
            has_gone_back,
            "A",
        ),
        _newest("restore_slow", "The restored release takes most of a minute.", was_slow, "X"),
    ]


def _newest(name: str, story: str, change: Callable[[World], None], target: str) -> Scenario:
    """Return a restore without an id, on a host that serves B."""
    begin = changed(start.two_releases, change)
    return Scenario(
        name=name,
        story=story,
        start=begin,
        request=Restore(),
        ends=0,
        target=target,
        again=Restore(backup_id=_backup_of(begin(), target)),
    )


def _backup_of(world: World, letter: str) -> str | None:
    """Return the id of the newest backup of a release; None where there is none."""
    code = wheels.app_files(wheels.wheel(letter))["release.json"]
    for stamp in hosts.stamps(world):
        if world.disk.read(f"{hosts.BACKUPS}/code_{stamp}/ai_app/release.json") == code:
            return stamp
    return None


def was_left_twice(world: World) -> None:
    """C and D went live; then a person restored C, and then B."""
    put(world, "D", "{}")
    settled(world, request("C"), request("D"), Restore(), Restore(backup_id=_backup_of(world, "B")))


def was_edited_before(world: World) -> None:
    """B was edited by hand when C went live."""
    hosts.live_is_edited(world)
    world.pass_time(start.SETTLE_S)
    settled(world, request("C"))


def has_gone_back(world: World) -> None:
    """X was tried and rolled back."""
    put(world, "X", '{"fails_after_s": 0.3}')
    told = verdict.of(host_of(world, CONFIG), request("X"))
    assert told.exit_code == 1, told.message
    world.pass_time(start.DAY_S)


def was_slow(world: World) -> None:
    """A slow release went live, and then C."""
    put(world, "X", '{"ready_s": 50}')
    settled(world, request("X"), request("C"))
