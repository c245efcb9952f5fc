"""Restores: by id, by default, of code alone, of what is damaged, and of what does not start."""

from __future__ import annotations

from deploy.model import Restore
from sim import hosts, start
from sim.scenario import Scenario
from sim.start import Start, changed


def scenarios() -> list[Scenario]:
    """Return the scenarios of restores."""
    oldest, newest = (
        hosts.stamps(start.three_releases())[-1],
        hosts.stamps(start.three_releases())[0],
    )
    asked = {
        "restore_latest": (None, "B", "The newest backup is restored by default."),
        "restore_by_stamp": (oldest, "A", "An older backup is restored by its stamp."),
        "restore_by_code_id": (f"code_{newest}", "B", "A backup is restored by its code's name."),
        "restore_by_wheel_id": (
            f"wheel_{oldest}",
            "A",
            "A backup is restored by its wheel's name.",
        ),
    }
    found = [
        Scenario(
            name=name,
            story=story,
            start=start.three_releases,
            request=Restore(backup_id=stamp),
            ends=0,
            target=target,
            again=Restore(backup_id=stamp or newest),
        )
        for name, (stamp, target, story) in asked.items()
    ]
    code_only = Restore(backup_id=oldest, code_only=True)
    found += [
        _restore(
            "restore_code_only",
            "Code comes back, the environment stays.",
            start.three_releases,
            code_only,
            0,
        ),
        _restore(
            "restore_rebuilds",
            "The backup's environment is gone: it is rebuilt from the wheel, offline.",
            changed(start.three_releases, hosts.environments_are_lost),
            Restore(backup_id=oldest),
            0,
        ),
        _restore(
            "restore_fails",
            "The restored release does not start: what was live before serves again.",
            hosts.backup_of_a_release_that_broke(),
            Restore(backup_id=hosts.BROKEN_STAMP),
            1,
            target="X",
        ),
        _restore(
            "restore_damaged",
            "One bit of the backup flipped, its size unchanged.",
            changed(start.three_releases, hosts.backup_is_damaged),
            Restore(backup_id=oldest),
            2,
        ),
        _restore(
            "restore_skips_damaged",
            "The newest backup is damaged: the default is the one before.",
            changed(start.three_releases, hosts.newest_backup_is_damaged),
            Restore(),
            0,
            again=Restore(backup_id=oldest),
        ),
        _restore(
            "restore_unknown_id",
            "No such backup.",
            start.three_releases,
            Restore(backup_id="20250101000000"),
            2,
        ),
        _restore(
            "restore_of_nothing", "There is no backup at all.", start.one_release, Restore(), 2
        ),
        _restore(
            "restore_predecessor",
            "A backup of the predecessor, without a manifest, asked for by its id.",
            start.predecessor,
            Restore(backup_id="20260120100000"),
            0,
        ),
    ]
    return found


def _restore(  # noqa: PLR0913 - a scenario is what it is
    name: str,
    story: str,
    begin: Start,
    asked: Restore,
    ends: int,
    *,
    target: str = "A",
    again: Restore | None = None,
) -> Scenario:
    return Scenario(
        name=name, story=story, start=begin, request=asked, ends=ends, target=target, again=again
    )
