"""Restores: by id, by default, of code alone, of what is damaged, and of what does not start."""

from __future__ import annotations

from deploy.model import Restore
from sim import hosts, start
from sim.scenario import Scenario, restore
from sim.start import changed


def scenarios() -> list[Scenario]:
    """Return the scenarios of restores, onto a host that serves C and has backups of A and B."""
    newest, *_, oldest = hosts.stamps(start.three_releases())
    return [*_by_id(newest, oldest), *_of_what_is_there(oldest), *_of_what_is_not(oldest)]


def _by_id(newest: str, oldest: str) -> list[Scenario]:
    """An id in each of its three forms, and none at all."""
    asked = {
        "restore_latest": (None, newest, "B", "The newest backup is restored by default."),
        "restore_by_stamp": (oldest, oldest, "A", "A backup is restored by its stamp."),
        "restore_by_code_id": (f"code_{newest}", newest, "B", "By the name of its code."),
        "restore_by_wheel_id": (f"wheel_{oldest}", oldest, "A", "By the name of its wheel."),
    }
    return [
        restore(name, story, start.three_releases, Restore(backup_id=stamp), again=again, to=to)
        for name, (stamp, again, to, story) in asked.items()
    ]


def _of_what_is_there(oldest: str) -> list[Scenario]:
    lost = changed(start.three_releases, hosts.environments_are_lost)
    damaged = changed(start.three_releases, hosts.newest_backup_is_damaged)
    broke, stamp = hosts.backup_of_a_release_that_broke(), hosts.BROKEN_STAMP
    old, unmarked = Restore(backup_id=oldest), Restore(backup_id=start.PREDECESSOR_STAMP)
    code = Restore(backup_id=oldest, code_only=True)
    told = {
        "code_only": "Code comes back, the environment stays.",
        "rebuilds": "The environment is gone: it is rebuilt from the wheel, offline.",
        "fails": "The restored release does not start: what was live before serves again.",
        "skips": "The newest backup is damaged: the default is the one before.",
        "unmarked": "A backup of the predecessor, without a manifest, asked for by its id.",
    }
    return [
        restore("restore_code_only", told["code_only"], start.three_releases, code),
        restore("restore_rebuilds", told["rebuilds"], lost, old),
        restore("restore_fails", told["fails"], broke, Restore(backup_id=stamp), ends=1, to="X"),
        restore("restore_skips_damaged", told["skips"], damaged, Restore(), again=oldest),
        restore("restore_predecessor", told["unmarked"], start.predecessor, unmarked),
    ]


def _of_what_is_not(oldest: str) -> list[Scenario]:
    damaged = changed(start.three_releases, hosts.backup_is_damaged)
    flipped, unknown = "One bit flipped, the size is the same.", Restore(backup_id="20250101000000")
    old = Restore(backup_id=oldest)
    return [
        restore("restore_damaged", flipped, damaged, old, ends=2),
        restore("restore_unknown_id", "No such backup.", start.three_releases, unknown, ends=2),
        restore("restore_of_nothing", "No backup at all.", start.one_release, Restore(), ends=2),
    ]
