"""Leftovers: what was cut off or taken away in the middle, and what has come to be too much."""

from __future__ import annotations

from dataclasses import replace

from sim.catalogue.halves import was_cut_off_late
from sim.goods.wheels import FILE_NAME
from sim.people.operator import Operator
from sim.states import past, start
from sim.states.places import BACKUPS, BASE, CONFIG
from sim.states.start import changed, request, settled
from sim.stories.scenario import Scenario, deployment, good, offers

PAIRS_MAX = 4


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [*_begun_in_vain(), *_struck(), *_grown()]


def _begun_in_vain() -> list[Scenario]:
    """Return deployments that fail before their own first word."""
    late = changed(start.one_release, was_cut_off_late)
    told = {
        "never_begins": "There is no room for its very first word.",
        "finishes_and_never_begins": "What was cut off is finished, once its journal can be read.",
    }
    found = {
        "never_begins": (start.one_release, "0.files.write@begin#1=full"),
        "finishes_and_never_begins": (late, "0.files.read@begin#3=error"),
    }
    return [
        replace(deployment(name, told[name], begin, "C", 2), events=(event,), mended=0)
        for name, (begin, event) in found.items()
    ]


def _struck() -> list[Scenario]:
    """Return deployments that find too much or too little, and are struck beside that."""
    one = start.one_release
    told = {
        "back_to_what_is_gone": "It crashes, and what it goes back to was deleted to make room.",
        "reports_leave_no_room": "There are too many reports, and no room for one more.",
        "deliveries_are_left": "Three deliveries lie there; somebody still works with the first.",
    }
    begins = {
        "back_to_what_is_gone": (good("X", past.CRASHES), "X", 1),
        "reports_leave_no_room": (changed(one, past.reports_pile_up), "B", 0),
        "deliveries_are_left": (changed(one, has_deliveries), "B", 0),
    }
    events = {
        "back_to_what_is_gone": "0.run.pm2@start#1=previous_is_lost",
        "reports_leave_no_room": "0.files.write@prune#1=full",
        "deliveries_are_left": "0.files.lock@prune#1=taken",
    }
    return [
        replace(
            deployment(name, told[name], *begins[name]),
            events=(event,),
            fatal="previous_is_lost" in event,
            mended=3 if "previous_is_lost" in event else None,  # what was deleted stays so
        )
        for name, event in events.items()
    ]


def _grown() -> list[Scenario]:
    story = "Of old backups a person has deleted one half; another one was half removed."
    begin = changed(start.three_releases, halves_are_deleted)
    strange = "Beside the backups lie two that are named for no moment."
    nameless = changed(start.two_releases, has_backups_of_no_moment)
    return [
        deployment("halves_are_left", story, begin, "D", 0),
        deployment("backups_of_no_moment", strange, nameless, "C", 0),
        *_of_root(),
        *_many_in_a_week(),
    ]


def _of_root() -> list[Scenario]:
    story = "Root has run the code of the release that is to go: what was compiled is root's."
    return [
        deployment("root_has_compiled", story, changed(start.two_releases, root_compiles), "C", 0)
    ]


def _many_in_a_week() -> list[Scenario]:
    told = {
        "many_in_a_week": "There are more backups of this week than are kept: the oldest goes.",
        "root_owns_a_backup": "The oldest backup is to go, and root has looked into its code.",
        "environments_elsewhere": "The environments were moved to another disk, and linked.",
    }
    changes = {
        "many_in_a_week": deployed_daily,
        "root_owns_a_backup": root_looked_into_the_oldest,
        "environments_elsewhere": environments_move,
    }
    few = replace(CONFIG, keep_pairs_max=PAIRS_MAX)
    return [
        replace(
            deployment(name, told[name], changed(start.three_releases, change), "F", 0), config=few
        )
        for name, change in changes.items()
    ]


def halves_are_deleted(o: Operator) -> None:
    """To make room; then nobody deployed for a month."""
    offers("D")(o)
    newest, oldest = past.newest(o), past.oldest(o)
    o.remove(f"{BACKUPS}/wheel_{newest}")
    o.remove(f"{BACKUPS}/code_{oldest}")
    o.put(f"{BACKUPS}/.discarded_code_20250101000000/ai_app/api/main.py", b"# left\n")
    o.pass_days(30)


def has_backups_of_no_moment(o: Operator) -> None:
    """A person kept two things for good, with names that sort last and first."""
    for name in ("code_20269999999999", "wheel_20250231000000"):
        o.put(f"{BACKUPS}/{name}/kept", b"for good\n")


def root_compiles(o: Operator) -> None:
    """The release before was looked at with `sudo python`."""
    before = next(
        path
        for path in (f"{CONFIG.layout.releases}/{name}" for name in o.names(CONFIG.layout.releases))
        if path != o.resolve(CONFIG.layout.current)
    )
    _compiled_by_root(o, f"{before}/ai_app/api")


def environments_move(o: Operator) -> None:
    """D and E followed C, and the disk was small."""
    deployed_daily(o)
    place = f"{BASE}/more/environments"
    o.put(f"{BASE}/more/about", b"the other disk\n")
    o.rename(CONFIG.layout.environments, place)
    o.link(CONFIG.layout.environments, place)


def root_looked_into_the_oldest(o: Operator) -> None:
    """D and E followed C; then the code of the oldest backup was looked at with `sudo python`."""
    deployed_daily(o)
    _compiled_by_root(o, f"{BACKUPS}/code_{past.oldest(o)}/ai_app/api")


def _compiled_by_root(o: Operator, folder: str) -> None:
    o.put(f"{folder}/__pycache__/main.cpython-311.pyc", b"\xa7\r\r\n")
    o.take_ownership(f"{folder}/__pycache__")


def has_deliveries(o: Operator) -> None:
    """CI brought three wheels, and was cut off each time."""
    for number in "123":
        o.put(f"{CONFIG.layout.incoming}/{number * 12}/{FILE_NAME}", b"PK")


def deployed_daily(o: Operator) -> None:
    """D and E followed C."""
    for letter in "DEF":
        offers(letter)(o)
    settled(o, request("D"), request("E"))
