"""Likeness: whether two estates at rest are the same to every request that may come."""

from __future__ import annotations

from sim.aws.agent import Agent
from sim.aws.command import Command
from sim.control.estate import Estate
from sim.control.station import Station
from sim.control.stint import Stint
from sim.states.places import CONFIG
from sim.stories import likeness


def at_rest(estate: Estate) -> bool:
    """Say whether nothing is under way: what is may yet be killed, and the host led back."""
    return not any(estate.fleet.running())


def mark(estate: Estate) -> int:
    """Return a number that is the same for two estates in which the same can only go on alike.

    All is in it that a control side, the service and the hosts go by, moments as they are. They
    cannot be taken relative to now: releases are named by the hour, records and reports hold it,
    and signed addresses end at one. What is left out is what happened so far, as in the mark of a
    world; yet the texts of reports are in it, for a host sends the last one to who asks.
    """
    bucket, fleet, forge = estate.bucket, estate.fleet, estate.forge
    return hash(
        (
            *(likeness.mark(estate.world), frozenset(estate.env.items())),
            *(bucket.there, frozenset(bucket.things.items())),
            *(repr(forge.branches), repr(forge.runs), repr(forge.statuses)),
            *(tuple(sorted(fleet.due)), fleet.pace),
            *((name, _agent(agent)) for name, agent in sorted(fleet.agents.items())),
            *((name, _command(command)) for name, command in sorted(fleet.commands.items())),
            *((name, _station(station)) for name, station in sorted(estate.stations.items())),
        )
    )


def _agent(agent: Agent) -> int:
    tags = frozenset(agent.tags.items())
    return hash((agent.online, agent.since, agent.forgotten, tags))


def _command(command: Command) -> int:
    turns = (
        (name, turn.sent, turn.now, turn.over, turn.outcome, turn.cancel_asked)
        for name, turn in command.turns.items()
    )
    return hash((command.id, command.order, command.sent, *turns))


def _station(station: Station) -> int:
    reports = station.world.disk.node(CONFIG.layout.reports)
    return hash(
        (
            *(likeness.mark(station.world), repr(reports), station.hangs_s, station.lost_for_s),
            *(station.slow_s, station.chatter, *map(_stint, station.stints)),
        )
    )


def _stint(stint: Stint) -> int:
    """What is over counts by its number, and by what it left that has not arrived."""
    return hash(() if stint.postbox is None else tuple(stint.postbox.left))
