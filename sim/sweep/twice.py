"""Some runs told twice, the second time by another process: an id gives the same trace anywhere."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from sim.stories import repertoire

OTHER_SEED = "4242"
"""Of the hashes of texts: what depends on the order of a set comes out otherwise."""


def differing(digests: Mapping[str, str], workers: int = 1) -> dict[str, str]:
    """Tell runs once more; return those whose trace is another, each with its digest now."""
    names = sorted(digests)
    shares = [share for first in range(workers) if (share := names[first::workers])]
    now: dict[str, str] = {}
    with ThreadPoolExecutor(workers) as waiting:
        for found in waiting.map(_told_elsewhere, shares):
            now |= found
    return {name: digest for name, digest in now.items() if digest != digests[name]}


def _told_elsewhere(ids: Sequence[str]) -> dict[str, str]:
    done = subprocess.run(
        (sys.executable, "-m", "sim.sweep.twice"),
        input=json.dumps(ids),
        env={**os.environ, "PYTHONHASHSEED": OTHER_SEED},
        capture_output=True,
        check=True,
        text=True,
    )
    found: dict[str, str] = json.loads(done.stdout)
    return found


def told(ids: Sequence[str]) -> dict[str, str]:
    """Tell runs; return the digest of each."""
    return {name: repertoire.replay(name).digest for name in ids}


if __name__ == "__main__":
    json.dump(told(json.load(sys.stdin)), sys.stdout)
