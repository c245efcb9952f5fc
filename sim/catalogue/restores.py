"""Restores: by id, by default, of code alone, of what is damaged, and of what does not start."""

from __future__ import annotations

from dataclasses import replace

from deploy.model import Restore
from sim.states import past, start
from sim.states.past import Pick, newest, oldest, the
from sim.states.start import changed
from sim.stories.scenario import Request, Scenario, restore


def scenarios() -> list[Scenario]:
    """Return the scenarios of restores, onto a host that serves C and has backups of A and B."""
    return [*_by_id(), *_of_what_is_there(), *_of_what_is_not()]


def _by_id() -> list[Scenario]:
    """An id in each of its three forms, and none at all."""
    asked: dict[str, tuple[Request, Pick, str, str]] = {
        "restore_latest": (Restore(), newest, "B", "The newest backup is restored by default."),
        "restore_by_stamp": (the(oldest), oldest, "A", "A backup is restored by its stamp."),
        "restore_by_code_id": (the(newest, "code_{}"), newest, "B", "By the name of its code."),
        "restore_by_wheel_id": (the(oldest, "wheel_{}"), oldest, "A", "By the name of its wheel."),
    }
    return [
        restore(name, story, start.three_releases, wanted, again=the(pick), to=to)
        for name, (wanted, pick, to, story) in asked.items()
    ]


def _of_what_is_there() -> list[Scenario]:
    lost = changed(start.three_releases, past.environments_are_lost)
    damaged = changed(start.three_releases, past.newest_backup_is_damaged)
    broke = changed(start.two_releases, past.has_a_backup_that_broke)
    broken, unmarked = (
        Restore(backup_id=stamp) for stamp in (past.BROKEN_STAMP, start.PREDECESSOR_STAMP)
    )
    code = the(oldest, code_only=True)
    gone = changed(start.three_releases, past.live_environment_is_lost)
    told = {
        "unfounded": "The live environment was deleted: nothing that runs could start again.",
        "code_only": "Code comes back, the environment stays.",
        "rebuilds": "The environment is gone: it is rebuilt from the wheel, offline.",
        "fails": "The restored release does not start: what was live before serves again.",
        "skips": "The newest backup is damaged: the default is the one before.",
        "unmarked": "A backup of the predecessor, without a manifest, asked for by its id.",
    }
    return [
        restore("restore_code_only", told["code_only"], start.three_releases, code),
        restore("restore_rebuilds", told["rebuilds"], lost, the(oldest)),
        restore("restore_fails", told["fails"], broke, broken, ends=1, to="X"),
        restore("restore_skips_damaged", told["skips"], damaged, Restore(), again=the(oldest)),
        restore("restore_predecessor", told["unmarked"], start.predecessor, unmarked),
        replace(restore("restore_unfounded", told["unfounded"], gone, the(oldest)), fatal=True),
    ]


def _of_what_is_not() -> list[Scenario]:
    damaged = changed(start.three_releases, past.backup_is_damaged)
    flipped, unknown = "One bit flipped, the size is the same.", Restore(backup_id="20250101000000")
    return [
        restore("restore_damaged", flipped, damaged, the(oldest), ends=2),
        restore("restore_unknown_id", "No such backup.", start.three_releases, unknown, ends=2),
        restore("restore_of_nothing", "No backup at all.", start.one_release, Restore(), ends=2),
    ]
