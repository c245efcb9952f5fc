"""Changes to what a host keeps of its past: backups, releases, records, and failures."""

from __future__ import annotations

import re
from collections.abc import Callable

from deploy.model import Restore, stamp_of
from sim.goods import wheels
from sim.people.operator import Operator
from sim.states.places import APP, BACKUPS, CONFIG, PORT
from sim.states.start import offer, request
from sim.storage.nodes import flipped

BROKEN_STAMP = "20260217100000"
"""Id of a backup that somebody made by hand."""
CRASHES = '{"fails_after_s": 0.3}'
DAMAGED_RECORD = b'{"checksum": "00'

Pick = Callable[[Operator], str]
"""Chooses one of the backups that a host has; their ids are not the same on every host."""


def stamps(o: Operator) -> list[str]:
    """Return the ids of the code backups, newest first."""
    found = (re.fullmatch(r"code_([0-9]{14})", name) for name in o.names(BACKUPS))
    return sorted((hit[1] for hit in found if hit is not None), reverse=True)


def newest(o: Operator) -> str:
    """Return the id of the newest backup."""
    return stamps(o)[0]


def oldest(o: Operator) -> str:
    """Return the id of the oldest backup."""
    return stamps(o)[-1]


def newest_of(letter: str) -> Pick:
    """Choose the newest backup of a release."""
    code = wheels.app_files(wheels.wheel(letter))["release.json"]

    def pick(o: Operator) -> str:
        release = f"{BACKUPS}/code_{{}}/ai_app/release.json"
        return next(stamp for stamp in stamps(o) if o.read(release.format(stamp)) == code)

    return pick


def the(pick: Pick, form: str = "{}", *, code_only: bool = False) -> Callable[[Operator], Restore]:
    """Return the request to restore what is chosen, its id in one of the forms of an id."""
    return lambda o: Restore(backup_id=form.format(pick(o)), code_only=code_only)


# ------------------------------------------------------------------ backups


def backups_are_old(o: Operator) -> None:
    """Nobody deployed for a month."""
    o.pass_days(30)


def backup_is_damaged(o: Operator) -> None:
    """A bit of the oldest backup flipped; its size is the same."""
    damage(o, oldest(o))


def newest_backup_is_damaged(o: Operator) -> None:
    """A bit of the newest backup flipped."""
    damage(o, newest(o))


def damage(o: Operator, stamp: str) -> None:
    """A bit of a backup flips, its size stays."""
    path = f"{BACKUPS}/code_{stamp}/ai_app/{wheels.NEEDS}"
    o.put(path, flipped(o.read(path)))


def has_a_backup_that_broke(o: Operator) -> None:
    """A backup, made without a manifest, is of a release that does not start any more."""
    content = wheels.wheel("X", CRASHES)
    offer(o, "X", content)
    for path, data in wheels.app_files(content).items():
        o.put(f"{BACKUPS}/code_{BROKEN_STAMP}/ai_app/{path}", data)
    o.put(f"{BACKUPS}/wheel_{BROKEN_STAMP}/{wheels.FILE_NAME}", content)


def a_backup_is_from_the_future(seconds: float) -> Callable[[Operator], None]:
    """The clock was set back: the newest backup bears a moment that is still to come."""

    def change(o: Operator) -> None:
        last, stamp = newest(o), stamp_of(o.now() + seconds)
        for half in ("code", "wheel"):
            o.rename(f"{BACKUPS}/{half}_{last}", f"{BACKUPS}/{half}_{stamp}")

    return change


# ------------------------------------------------------------------ releases and records


def record_is_roots(o: Operator) -> None:
    """Root has put the record of what is live there, for nobody else to read."""
    o.keep_private(CONFIG.layout.record)
    o.take_ownership(CONFIG.layout.record)


def manifest_is_lost(o: Operator) -> None:
    """The manifest of the live release was deleted."""
    o.remove(f"{o.resolve(f'{APP}/current')}/manifest.json")


def environments_are_lost(o: Operator) -> None:
    """The environments of the older releases were deleted to make room."""
    live = o.resolve(f"{APP}/venv").rpartition("/")[2]
    for name in o.names(f"{APP}/environments"):
        if name != live:
            o.remove(f"{APP}/environments/{name}")


def live_wheel_is_damaged(o: Operator) -> None:
    """A bit of the wheel flipped that the live release keeps for its backup."""
    path = f"{o.resolve(f'{APP}/current')}/{wheels.FILE_NAME}"
    o.put(path, flipped(o.read(path)))


def live_environment_is_lost(o: Operator) -> None:
    """Somebody made room in haste: what the live release was started with is gone."""
    o.remove(o.resolve(f"{APP}/venv"))


def environments_and_index_are_lost(o: Operator) -> None:
    """The environments were deleted, and the index cannot be reached."""
    environments_are_lost(o)
    o.cut_index()


def journal_is_damaged(o: Operator) -> None:
    """Nobody can say how far the deployment under way had come."""
    o.put(CONFIG.layout.journal, DAMAGED_RECORD)


def failures_are_damaged(o: Operator) -> None:
    """The memory of what was rolled back is not what was written."""
    o.put(CONFIG.layout.failures, DAMAGED_RECORD)


def reports_pile_up(o: Operator) -> None:
    """More reports than anybody wants to keep."""
    for number in range(CONFIG.keep_reports_max + 10):
        o.put(f"{CONFIG.layout.reports}/20250101{number:06}-old.json", b"{}")


# ------------------------------------------------------------------ former deployments


def remembers_a_failure(o: Operator) -> None:
    """X was tried and rolled back."""
    offer(o, "X", wheels.wheel("X", CRASHES))
    ends(o, "X", 1)
    o.pass_days(1)


def was_unlucky(o: Operator) -> None:
    """A good release was rolled back for one bad answer."""
    ends(o, "B", 1, "0.http.get@verify#1=404")


def could_not_go_back(o: Operator) -> None:
    """A stranger took the port in the middle of a deployment."""
    ends(o, "C", 3, "0.run.pm2@start#1=stranger_takes_the_port")


def was_left_in_the_middle(o: Operator) -> None:
    """That stranger has left; what failed is live still, and a release is offered that crashes."""
    could_not_go_back(o)
    holder = o.listener(PORT)
    assert holder is not None
    o.kill(holder.pid)
    offer(o, "X", wheels.wheel("X", CRASHES))


def lost_its_way_back(o: Operator) -> None:
    """In the middle of a deployment of a release that crashes, the one before was spoilt."""
    offer(o, "X", wheels.wheel("X", CRASHES))
    ends(o, "X", 3, "0.run.pm2@start#1=way_back_is_lost")


def ends(o: Operator, letter: str, exit_code: int, *events: str) -> None:
    """Deploy a commit, which ends with this exit code."""
    told = o.deploy(CONFIG, request(letter), events)
    assert told is not None
    assert told.exit_code == exit_code, told.message
