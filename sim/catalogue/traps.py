"""Traps: hosts and releases on which one check left out shows, each other check notwithstanding."""

from __future__ import annotations

import json
from dataclasses import replace

from sim import hosts, start, wheels
from sim.scenario import Scenario, deployment, good, put
from sim.start import APP, CONFIG, DAY_S, changed, pm2_config_says, request, settled
from sim.world import World

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
            changed(start.two_releases, entry_is_pinned),
            "C",
            0,
        ),
        deployment(
            "runs_the_installed_copy",
            "PM2's configuration names the copy in site-packages, not the run directory.",
            changed(start.one_release, config_runs_the_installed_copy),
            "B",
            3,
            fatal=True,
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
    ]


def _unproxied(name: str, number: int) -> Scenario:
    """Return a host without a proxy, whose probe would say the same again."""
    begin = changed(good("X", json.dumps({"health": number})), hosts.no_proxy)
    story = f"The health check answers {number}, and there is no proxy to ask through."
    found = deployment(name, story, begin, "X", 1)
    return replace(found, config=replace(CONFIG, proxy_url=""))


def entry_is_pinned(world: World) -> None:
    """The entry holds the real paths of a release, as if the configuration had once named them."""
    for entry in list(world.machine.entries.values()):
        if entry.name == "ai-service":
            cwd, script = (world.disk.canonical(path) for path in (entry.cwd, entry.script))
            world.machine.entries[entry.pm_id] = replace(entry, cwd=cwd, script=script)


def config_runs_the_installed_copy(world: World) -> None:
    """Somebody pointed PM2 at the installed copy: code and commit are right, the place is not."""
    installed = f"{APP}/venv/lib/python3.11/site-packages/ai_app"
    pm2_config_says(world, installed, instead_of=f"{APP}/ai_app")


def serves_a_slow_one(world: World) -> None:
    """A slow release went live; a broken one is offered."""
    put(world, "X", SLOW)
    settled(world, request("X"))
    world.pass_time(DAY_S)
    start.offer(world, "Y", wheels.wheel("Y", '{"fails_after_s": 0.3}'))
