"""Small markets made up, and all that is stable in them, found by trying everything."""

from itertools import product

from hypothesis import settings
from hypothesis import strategies as st

from services.stability.blocking import blocking_pairs, is_feasible
from services.stability.market import Assignment, Market, market

MENTEES_MAX, MENTORS_MAX, PLACES_MAX = 5, 4, 3

PATIENT = settings(deadline=None)
"""Trying everything takes as long as it takes: the machine may be busy."""


@st.composite
def markets(draw: st.DrawFn) -> Market:
    """Make up a market: orders may be short, capacities 0, and some list who does not list them."""
    mentees = draw(st.integers(1, MENTEES_MAX))
    mentors = draw(st.integers(1, MENTORS_MAX))

    def orders(of: int, others: int) -> list[list[int]]:
        whole = st.permutations(range(others))
        part = st.lists(st.integers(0, others - 1), unique=True)
        return [draw(whole | part) for _ in range(of)]

    capacities = [draw(st.integers(0, PLACES_MAX)) for _ in range(mentors)]
    return market(orders(mentees, mentors), orders(mentors, mentees), capacities)


def circle(size: int) -> Market:
    """Return the market in which each has another favourite, and is the last choice of theirs."""
    wishes = [[(begin + step) % size for step in range(size)] for begin in range(size)]
    orders = [[(begin + 1 + step) % size for step in range(size)] for begin in range(size)]
    return market(wishes, orders, [1] * size)


def everything_stable(of: Market) -> set[Assignment]:
    """Return all stable matchings of a small market: of all there are, those nobody would leave."""
    wishes = [wish.tolist() for wish in of.wishes]
    orders = [order.tolist() for order in of.orders]
    choices = product(*((*wish, None) for wish in wishes))
    return {
        found
        for found in choices
        if all(found.count(mentor) <= most for mentor, most in enumerate(of.capacities))
        and not any(
            _wanted(mentee, orders[mentor], found, mentor, of.capacities[mentor])
            for mentee, wish in enumerate(wishes)
            for mentor in wish[: (*wish, None).index(found[mentee])]
        )
    }


def _wanted(mentee: int, order: list[int], found: Assignment, mentor: int, capacity: int) -> bool:
    """Say whether a mentor has fewer than they take of those they want more."""
    return sum(found[other] == mentor for other in order[: order.index(mentee)]) < capacity


def is_stable(of: Market, assignment: Assignment) -> bool:
    return is_feasible(of, assignment) and not blocking_pairs(of, assignment)
