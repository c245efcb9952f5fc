"""Precedence in large markets: with all that precedes it each rotation can be done, else not."""

import numpy as np
import pytest

from services.stability.acceptance import best_for_mentees
from services.stability.precedence import precedence
from services.stability.rotations import done, rotations
from services.stability.scored import scored_market
from tests.ai_app.services.stability.markets import is_stable


@pytest.mark.parametrize("capacity", [1, 2])
@pytest.mark.parametrize("seed", range(5))
def test_each_rotation_with_all_that_precede_it_is_stable_and_with_one_less_is_not(
    seed: int, capacity: int
) -> None:
    size, chance = 40, np.random.default_rng(seed)
    liking = chance.random((size, size // capacity), dtype=np.float32)
    fitting = chance.random(liking.shape, dtype=np.float32) - 2 * liking  # far apart: many between
    every = np.ones(liking.shape, np.bool_)
    of = scored_market(liking, fitting, every, every[:, 0], [capacity] * (size // capacity))
    best = best_for_mentees(of)
    steps = rotations(of, best)
    before = precedence(of, best, steps)
    with_all_before: list[set[int]] = []
    for number, earlier in enumerate(before):
        closed = {number}.union(earlier, *(with_all_before[each] for each in earlier))
        with_all_before.append(closed)
        assert is_stable(of, done(best, (steps[each] for each in sorted(closed))))
        for left_out in earlier:
            needing_it = {each for each in closed if left_out in with_all_before[each]}
            fewer = sorted((closed - needing_it) | {number})
            assert not is_stable(of, done(best, (steps[each] for each in fewer)))
    assert len(steps) > size // 2
