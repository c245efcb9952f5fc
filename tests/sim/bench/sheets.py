"""Figures of operations in which all went well, made up."""

from sim.bench.figures import Figure, Key
from sim.bench.rounds import ALL
from sim.bench.thresholds import DEPLOYER

Named = dict[tuple[str, str, str], tuple[float, ...]]
UNITS = {
    "requests": "requests",
    "failed": "requests",
    "streams_cut": "connections",
    "restarts": "restarts",
    "files_changed": "trees",
    "gap_over_start": "ms",
    "alone_over_start": "s",
    "time": "s",
}


def good() -> Named:
    """Give the rounds of each figure, by operation, way and name."""
    found: Named = {}
    for operation in ALL:
        found[operation, "caddy", "failed"] = (0, 0, 0)
        found[operation, "caddy", "requests"] = (1000, 2000, 1500)
        for name in ("streams_cut", "restarts", "files_changed"):
            found[operation, "", name] = (0, 0, 0)
        found[operation, "straight", "gap_over_start"] = (900, 2000, 1000)
        found[operation, "", "alone_over_start"] = (4, 9, 5)
        found[operation, "", "time"] = (5, 10, 6)
    return found


def figures(named: Named) -> tuple[Figure, ...]:
    return tuple(
        Figure(Key(DEPLOYER, operation, way, name, UNITS[name]), rounds)
        for (operation, way, name), rounds in named.items()
    )
