"""An objective: of all stable matchings the one whose pairs are worth most in all."""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import networkx as nx

from services.stability.acceptance import best_for_mentees
from services.stability.heard import Heard, unheard
from services.stability.market import Assignment, Market
from services.stability.precedence import precedence
from services.stability.rotations import Rotation, done, rotations

Worth: TypeAlias = Callable[[int, int], int]
"""What a pair of a mentee and a mentor is worth, as a whole number: sums of those are exact."""

SOURCE, SINK = -1, -2
"""The ends of the flow, next to the numbers of the rotations."""


def best_in_all(of: Market, worth: Worth) -> Assignment:
    """Return the stable matching of the greatest worth; of several the best for the mentees."""
    best = best_for_mentees(of)
    return best_of(of, best, rotations(of, best), worth)


def best_of(
    of: Market, best: Assignment, steps: Sequence[Rotation], worth: Worth, heard: Heard = unheard
) -> Assignment:
    """Return the same, where the best for the mentees and all rotations are known.

    Each rotation adds to the worth or takes from it, and brings those with it that precede it: what
    is wanted is a closure of the greatest weight, which a minimum cut gives. Irving, Leather and
    Gusfield, "An Efficient Algorithm for the Optimal Stable Marriage", Journal of the ACM 34
    (1987); Picard, "Maximal Closure of a Graph", Management Science 22 (1976).
    """
    before = precedence(of, best, steps, heard)
    chosen = _closure([_gain(step, worth) for step in steps], _nearest(before))
    return done(best, (steps[number] for number in sorted(chosen)))


def _gain(step: Rotation, worth: Worth) -> int:
    return sum(
        worth(mentee, goes_to) - worth(mentee, left) for mentee, left, goes_to in step.moves()
    )


def _nearest(before: list[set[int]]) -> list[list[int]]:
    """Return of what precedes each rotation what no other of these has as well.

    Those between them follow: a twentieth of the edges, and the cut takes as much less time.
    """
    all_before: list[int] = []
    """Everything that precedes each rotation, as the bits of one number."""
    nearest: list[list[int]] = []
    for earlier in before:
        known, kept = 0, []
        for number in sorted(earlier, reverse=True):
            if not known >> number & 1:
                kept.append(number)
                known |= all_before[number] | 1 << number
        all_before.append(known)
        nearest.append(kept)
    return nearest


def _closure(gains: list[int], before: list[list[int]]) -> set[int]:
    """Return the numbers that gain most together, with all that precede them, and no others."""
    graph: nx.DiGraph[int] = nx.DiGraph()
    graph.add_nodes_from((SOURCE, SINK))
    for number, gain in enumerate(gains):
        if gain > 0:
            graph.add_edge(SOURCE, number, capacity=gain)
        elif gain < 0:
            graph.add_edge(number, SINK, capacity=-gain)
        graph.add_edges_from((number, earlier) for earlier in before[number])  # without a bound
    left = nx.algorithms.flow.boykov_kolmogorov(graph, SOURCE, SINK, value_only=False)
    reached, edge = {SOURCE}, [SOURCE]
    while edge:
        node = edge.pop()
        for other, facts in left[node].items():
            if facts["flow"] < facts["capacity"] and other not in reached:
                reached.add(other)
                edge.append(other)
    return reached - {SOURCE}
