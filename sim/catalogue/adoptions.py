"""Adoption of an older host, and ways back that are not straight."""

from __future__ import annotations

from dataclasses import replace

from sim.people.operator import Operator
from sim.states import front, hosts, past, start
from sim.states.places import CONFIG
from sim.states.start import changed, request
from sim.stories.scenario import Scenario, deployment, good, offers


def scenarios() -> list[Scenario]:
    """Return the scenarios."""
    broken = changed(start.predecessor, offers("X", past.CRASHES), "offered what crashes")
    story = "Real directories become a first release."
    return [
        deployment("adoption", story, start.predecessor, "B", 0),
        *_of_restarted_ones(),
        deployment("adoption_broken", "The release after the adoption crashes.", broken, "X", 1),
        *_ways_back(),
    ]


def _of_restarted_ones() -> list[Scenario]:
    """The predecessor's service, of which no record says that it was ever proven."""
    often = changed(start.predecessor, service_was_restarted_often)
    dies = changed(start.predecessor, service_dies_often)
    told = "What is adopted was restarted often, a month ago: it was healthy, its backup says so."
    flaps = "What is adopted dies every few seconds: its backup does not say that it was healthy."
    orphan = "PM2's daemon dies while the service starts anew: it runs on, and does not listen yet."
    chance = "whether a real one is up at the moment of a look is chance"
    flapping = deployment("adoption_flaps", flaps, dies, "B", 0, fatal=True)
    return [
        deployment("adoption_restarted_once", told, often, "B", 0),
        replace(flapping, only_modelled=chance),
        replace(
            flapping,
            name="orphan_about_to_listen",
            story=orphan,
            events=("0.run.pm2@stop#1=daemon_dies",),
            only_modelled=chance,
        ),
    ]


def _ways_back() -> list[Scenario]:
    return [
        Scenario(
            name="mended_from_backup",
            story="The new release crashes, and a person has edited the previous one meanwhile.",
            start=good("X", past.CRASHES),
            request=request("X"),
            ends=1,
            target="X",
            events=("0.run.pm2@start#1=previous_is_edited",),
        ),
        Scenario(
            name="level_3",
            story="A stranger takes the port while it is free: neither release can bind it.",
            start=start.two_releases,
            request=request("C"),
            ends=3,
            target="C",
            fatal=True,
            events=("0.run.pm2@start#1=stranger_takes_the_port",),
        ),
        Scenario(
            name="refused_again",
            story="A release that was rolled back is asked for again without a reason.",
            start=changed(start.one_release, past.remembers_a_failure),
            request=request("X"),
            ends=2,
            target="X",
        ),
        Scenario(
            name="without_proxy",
            story="A host without Caddy.",
            start=changed(start.one_release, front.no_proxy),
            request=request("B"),
            ends=0,
            target="B",
            config=replace(CONFIG, proxy_url=""),
        ),
    ]


def service_dies_often(o: Operator) -> None:
    """The live app dies some seconds after each start, and answers well in between."""
    main = hosts.entry_module(o)
    o.put(main, o.read(main).replace(b"\nSIM = {", b'\nSIM = {"dies_s": 1.9, '))
    hosts.kill_service(o)
    o.wait(5 * hosts.REST_S + 3.0)  # it does not listen yet when a deployment comes to its stop


def service_was_restarted_often(o: Operator) -> None:
    """Somebody killed the service more often than a new release may die, long ago."""
    for _ in range(CONFIG.restarts_max + 2):
        hosts.kill_service(o)
        o.wait(hosts.REST_S)
    hosts.until_it_serves(o)
    o.pass_days(30)
