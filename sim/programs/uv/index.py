"""What the fake uv chooses: from the package index while it is up, or from its own cache."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.goods import lock
from sim.programs.uv import wheelfile
from sim.programs.uv.wheelfile import Need, Unusable

if TYPE_CHECKING:
    from sim.world import World

INDEX = {name: lock.offered()[name].version for name in ("fastapi", "uvicorn")}
"""The newest that the package index offers; of everything else, whatever is asked for."""
ABSENT = "no-such-package"
"""What the package index does not offer."""
RETRIES_S = 6.0
"""How long uv goes on asking an index that is down."""
NO_SOLUTION = "No solution found when resolving dependencies"
UNSATISFIABLE = "we can conclude that your requirements are unsatisfiable."


def chosen(world: World, wanted: list[Need], *, offline: bool) -> list[tuple[str, str]]:
    """Return the versions that satisfy every requirement; raise `Unusable` without a solution."""
    found: dict[str, str] = {}
    for need in wanted:
        version = found.get(need.name) or _offered(world, need, offline=offline)
        if not wheelfile.allows(need, version):
            asked = f"you require {need.name}=={version} and {need.name}{need.versions}"
            raise Unusable(1, NO_SOLUTION, f"Because {asked}, {UNSATISFIABLE}")
        found[need.name] = version
    return list(found.items())


def _offered(world: World, need: Need, *, offline: bool) -> str:
    """Return the version that a requirement gets: the newest known, or a pin no newer than it."""
    asked = f"{need.name}{need.versions}"
    if offline:
        kept = [version for name, version in world.packages if name == need.name]
        good = [version for version in kept if wheelfile.allows(need, version)]
        if not good:
            gone = f"Because {need.name} was not found in the cache and you require {asked}"
            raise Unusable(
                1,
                NO_SOLUTION,
                f"{gone}, {UNSATISFIABLE}\n\nhint: Packages were "
                "unavailable because the network was disabled",
            )
        return max(good, key=wheelfile.number_of)
    if not world.index_up:
        world.pass_time(RETRIES_S)
        url = f"http://index/simple/{need.name}/"
        refused = ("client error (Connect)", "tcp connect error", "Connection refused")
        raise Unusable(2, "Request failed after 3 retries", f"Failed to fetch: {url}", *refused)
    if need.name == ABSENT:
        gone = f"Because {need.name} was not found in the package registry and you require {asked}"
        raise Unusable(1, NO_SOLUTION, f"{gone}, {UNSATISFIABLE}")
    newest = INDEX.get(need.name, wheelfile.least(need))
    pinned = need.versions.removeprefix("==")
    if need.locked:
        return pinned  # it was there when the lock was made
    if need.versions.startswith("==") and wheelfile.allows(Need(need.name, f"<={newest}"), pinned):
        return pinned  # an index keeps what it once offered
    if not wheelfile.allows(need, newest):
        none = f"Because there is no version of {asked} and you require {asked}"
        raise Unusable(1, NO_SOLUTION, f"{none}, {UNSATISFIABLE}")
    return newest
