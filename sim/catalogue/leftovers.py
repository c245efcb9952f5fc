"""Leftovers: what was cut off or taken away in the middle, and what has come to be too much."""

from __future__ import annotations

from dataclasses import replace

from sim.catalogue.halves import was_cut_off_late
from sim.people.operator import Operator
from sim.states import past, start
from sim.states.places import BACKUPS, CONFIG
from sim.states.start import changed, request, settled
from sim.stories.scenario import Scenario, deployment, good, offers

PAIRS_MAX = 4


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    one = start.one_release
    never_begins = deployment(
        "finishes_and_never_begins",
        "What was cut off is finished first; before that its journal cannot be read once.",
        changed(one, was_cut_off_late),
        "C",
        2,
    )
    taken = deployment(
        "back_to_what_is_gone",
        "It crashes, and a person has made room: what it goes back to is built again.",
        good("X", past.CRASHES),
        "X",
        1,
    )
    full = deployment(
        "reports_leave_no_room",
        "There are too many reports, and no room for one more.",
        changed(one, past.reports_pile_up),
        "B",
        0,
    )
    return [
        replace(never_begins, events=("0.files.read@begin#3=error",), mended=0),
        replace(taken, events=("0.run.pm2@start#1=previous_is_lost",)),
        replace(full, events=("0.files.write@prune#1=full",)),
        deployment(
            "halves_are_left",
            "Of old backups a person has deleted one half; another one was half removed.",
            changed(start.three_releases, halves_are_deleted),
            "D",
            0,
        ),
        _many_in_a_week(),
    ]


def _many_in_a_week() -> Scenario:
    story = "There are more backups of this week than are kept: the oldest goes."
    begin = changed(start.three_releases, deployed_daily)
    found = deployment("many_in_a_week", story, begin, "F", 0)
    return replace(found, config=replace(CONFIG, keep_pairs_max=PAIRS_MAX))


def halves_are_deleted(o: Operator) -> None:
    """To make room; then nobody deployed for a month."""
    offers("D")(o)
    newest, oldest = past.newest(o), past.oldest(o)
    o.remove(f"{BACKUPS}/wheel_{newest}")
    o.remove(f"{BACKUPS}/code_{oldest}")
    o.put(f"{BACKUPS}/.discarded_code_20250101000000/ai_app/api/main.py", b"# left\n")
    o.pass_days(30)


def deployed_daily(o: Operator) -> None:
    """D and E followed C."""
    for letter in "DEF":
        offers(letter)(o)
    settled(o, request("D"), request("E"))
