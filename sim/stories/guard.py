"""The guard of a command: the oracle of every moment, told what may not go before the proof."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.oracles import truth
from sim.oracles.truth import Tree
from sim.oracles.watch import Watch
from sim.states.places import APP, CONFIG
from sim.world import World


def led_back_to(world: World) -> str:
    """Return where the release lies that a deployment left open leads to, else what is live.

    One that was proven is gone on with: what it leads to is live already.
    """
    journal = _undecided(world)
    return f"{journal['previous']}/ai_app" if journal else truth.LIVE


def _undecided(world: World) -> Mapping[str, Any] | None:
    """Return the journal of a deployment that goes back; None where none is open or one goes on."""
    journal = truth.document(world, CONFIG.layout.journal)
    return None if journal and journal.get("phase") == "committed" else journal


def watch_of(world: World, known: Mapping[str, Tree], *, had: str | None) -> Watch:
    """Return the oracle of every moment, told what may not go before the new release is proven."""
    journal = _undecided(world)
    previous = journal["previous"] if journal else f"{APP}/current"
    proven = truth.named(world, previous) if previous else None
    if type(world.disk.node(truth.LIVE, follow=False)) is dict:
        proven = APP  # real directories, not adopted yet
    environment = truth.named(world, f"{proven}/venv") if proven else None
    if proven is None or type(world.disk.node(proven)) is not dict:
        proven = environment = None
    if environment is not None and world.disk.node(environment) is None:
        environment = None  # somebody deleted it: there is nothing to keep
    live = truth.named(world, truth.LIVE)
    return Watch(known=known, proven=proven, environment=environment, had=had, live=live)
