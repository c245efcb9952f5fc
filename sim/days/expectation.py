"""What a command must end with on a host of which it is known what is wrong, nothing failing."""

from __future__ import annotations

from deploy.verdict import Verdict
from sim.days import standing
from sim.days.life import Asked, Life
from sim.oracles.violation import Violation

DONE, WENT_BACK, REFUSED, PERSON = 0, 1, 2, 3
ANY = frozenset((DONE, WENT_BACK, REFUSED, PERSON))
OBSTACLES = frozenset(("full", "no config", "bad config", "stranger", "no proxy"))
"""What every request is refused for, before anything is touched."""
MISLED = "proxy leads elsewhere"
"""What nobody sees before the change, and what defeats the way back too."""


def allowed(life: Life, asked: Asked) -> frozenset[int]:
    """Return the exit codes that a command may have, as the host is now."""
    found = standing.of(life)
    if asked.request is None:
        return _of_recovery(found)
    if asked.ends == REFUSED:
        return frozenset((REFUSED,)) if "open" not in found else frozenset((REFUSED, PERSON))
    if "busy" in found:
        return frozenset((REFUSED,))
    if "open" in found:
        return ANY
    if found & OBSTACLES:
        return frozenset((REFUSED,))
    if asked.ends is None or MISLED in found:
        return ANY
    return _of_request(life, asked, found)


def _of_recovery(found: frozenset[str]) -> frozenset[int]:
    if "open" in found:
        return ANY
    return frozenset((REFUSED,)) if "busy" in found else frozenset((DONE,))


def _of_request(life: Life, asked: Asked, found: frozenset[str]) -> frozenset[int]:
    codes = {asked.ends} if asked.ends is not None else set(ANY)
    if asked.ends == WENT_BACK and life.live is None:
        codes = {PERSON}  # nothing to go back to: cleared
    elif asked.ends == WENT_BACK and found & {"down", "unfounded"}:
        codes |= {PERSON}
    if "offline" in found:
        codes |= {REFUSED}
    return frozenset(codes)


def met(codes: frozenset[int], told: Verdict) -> None:
    """Raise `Violation` where a command ended with a code that nothing explains."""
    if told.exit_code not in codes:
        expected = " or ".join(str(code) for code in sorted(codes))
        raise Violation("expected", f"expected {expected}, got {told.exit_code}: {told.message}")
