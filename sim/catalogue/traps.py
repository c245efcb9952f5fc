"""Traps: hosts and releases on which one check left out shows, each other check notwithstanding."""

from __future__ import annotations

import json
from dataclasses import replace

from sim.people.operator import Operator
from sim.states import front, past, pm2_configs, start
from sim.states.places import CONFIG
from sim.states.start import changed, request, settled
from sim.stories.scenario import Scenario, deployment, good, offers

SLOW = '{"ready_s": 50}'


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    return [
        deployment(
            "answers_another_status",
            "The health check answers 200 and that it is not ok.",
            good("X", '{"status": "starting"}'),
            "X",
            1,
        ),
        *(_unproxied(f"answers_{number}_unproxied", number) for number in (404, 500)),
        *_interfered_with(),
        deployment(
            "pinned_entry",
            "PM2's entry was made for the release of B itself.",
            changed(start.two_releases, pm2_configs.entry_is_pinned),
            "C",
            0,
        ),
        replace(
            deployment(
                "runs_the_installed_copy",
                "A person comes first and has PM2 run the copy in site-packages.",
                start.one_release,
                "B",
                1,
            ),
            events=("0.run.pm2@start#1=person_starts_a_copy",),
            mended=0,
        ),
        deployment(
            "back_to_a_slow_one",
            "A release crashes, and the one to go back to takes most of a minute to start.",
            changed(start.one_release, serves_a_slow_one),
            "Y",
            1,
        ),
    ]


def _interfered_with() -> list[Scenario]:
    """Return deployments during which a person does something to the host."""
    by_hand = deployment(
        "started_by_hand",
        "PM2's process never listens; one that a person has started by hand answers well.",
        good("X", '{"ready_s": 9999}'),
        "X",
        1,
    )
    edited = deployment(
        "edited_meanwhile",
        "A person edits the live release after it was backed up: there is no way back to it.",
        start.one_release,
        "B",
        2,
    )
    return [
        replace(by_hand, events=("0.run.pm2@start#1=person_starts_it_by_hand",)),
        replace(edited, events=("0.files.flush@flush#1=previous_is_edited",)),
        *_taken_away(),
        _rots_meanwhile(),
        _stopped_meanwhile(),
    ]


def _taken_away() -> list[Scenario]:
    """Return deployments under whose hands a person deletes what they need."""
    stories = {
        "manifest_taken": (
            "The backup of what is live loses its manifest before the change.",
            "0.files.flush@flush#1=backup_loses_its_manifest",
        ),
        "wheel_taken": (
            "The wheel of the release is deleted before it is installed.",
            "0.files.names@build_environment#1=wheel_is_taken",
        ),
    }
    again = deployment(
        "first_started_again",
        "A first release crashes, and a person starts it once more while it is taken away.",
        changed(start.bare, offers("X", past.CRASHES), "bare_offered_what_crashes"),
        "X",
        3,
    )
    found = deployment(
        "run_directory_taken",
        "The link to the live code is deleted once the new release has started.",
        start.two_releases,
        "C",
        1,
    )
    return [
        *(
            replace(deployment(name, story, start.two_releases, "C", 2), events=(event,))
            for name, (story, event) in stories.items()
        ),
        replace(again, events=("0.files.read@point_to_previous#1=person_starts_it_in_pm2",)),
        replace(found, events=("0.run.caddy@reload_proxy#1=run_directory_is_taken",), mended=0),
    ]


def _rots_meanwhile() -> Scenario:
    story = "A bit flips of what was installed, once it was copied: it is found before the change."
    found = deployment("installed_code_rots", story, start.two_releases, "C", 2)
    return replace(found, events=("0.files.flush@flush#1=installed_code_rots",))


def _stopped_meanwhile() -> Scenario:
    story = "A person stops the new release in PM2 before it was proven: nobody waits for it."
    found = deployment("stopped_meanwhile", story, start.two_releases, "C", 1)
    return replace(found, events=("0.run.caddy@reload_proxy#1=person_stops_it_in_pm2",), mended=0)


def _unproxied(name: str, number: int) -> Scenario:
    """Return a host without a proxy, whose probe would say the same again."""
    begin = changed(good("X", json.dumps({"health": number})), front.no_proxy)
    story = f"The health check answers {number}, and there is no proxy to ask through."
    found = deployment(name, story, begin, "X", 1)
    return replace(found, config=replace(CONFIG, proxy_url=""))


def serves_a_slow_one(o: Operator) -> None:
    """A slow release went live; a broken one is offered."""
    offers("X", SLOW)(o)
    settled(o, request("X"))
    offers("Y", past.CRASHES)(o)
