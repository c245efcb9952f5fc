"""Why a mentee has nobody: in words a program can act on, with the bar they missed by least."""

import numpy as np

from services.cohort.ground import Ground
from services.cohort.outcome import Bar, Unmatched, Why
from services.cohort.proof import bars
from services.stability.market import Assignment
from services.stability.scored import Flags


def unmatched(on: Ground, has: Assignment) -> tuple[Unmatched, ...]:
    """Return the mentees who have nobody in a stable matching, each with the reason."""
    rows = np.array([row for row, mentor in enumerate(has) if mentor is None], np.int64)
    acceptable = on.acceptable[rows]
    open_to = acceptable & (np.array(on.places, np.int64) > 0)
    fits = on.fitting[rows]
    bar, _ = bars(on, has, ~on.takes_part)
    missed_by = np.where(open_to, bar - fits, np.inf)
    nearest = missed_by.argmin(axis=1) if missed_by.size else rows
    reasons = _reasons(on.reaching[rows], acceptable, open_to)
    return tuple(
        Unmatched(
            mentee_id=on.mentee_ids[row],
            why=why,
            mentors_acceptable=int(acceptable[place].sum()),
            bar=None
            if why is not Why.OUTRANKED
            else Bar(
                mentor_id=on.mentor_ids[nearest[place]],
                fitting=float(bar[nearest[place]]),
                own=float(fits[place, nearest[place]]),
            ),
        )
        for place, (row, why) in enumerate(zip(rows.tolist(), reasons, strict=True))
    )


def _reasons(reached: Flags, acceptable: Flags, open_to: Flags) -> list[Why]:
    """Return the reason of each row: whom they reach, whom they may have, and who has places."""
    some = (np.logical_or.reduce(flags, axis=1) for flags in (open_to, acceptable, reached))
    return [
        Why.OUTRANKED
        if has_open
        else Why.NO_PLACE
        if may
        else Why.EXCLUDED
        if reaches
        else Why.NOBODY_REACHES
        for has_open, may, reaches in zip(*some, strict=True)
    ]
