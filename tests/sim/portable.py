"""The same ids told elsewhere: under another Python, user, time zone, language and seed of hashes.

`python -m tests.sim.portable PYTHON...` compares a sample of all genres under each interpreter; the
simulator needs nothing but the standard library there.
"""

import hashlib
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # where it is run as a file, under an interpreter that has no tools

from sim.harm.faults import faults_at  # noqa: E402
from sim.stories import repertoire  # noqa: E402 - as above
from sim.stories.run import identify, written  # noqa: E402

FAULTS_EACH = 3
SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C", "LANG": "C"},
    {
        "PYTHONHASHSEED": "4242",
        "PYTHONOPTIMIZE": "1",
        "TZ": "Asia/Seoul",
        "LC_ALL": "C.UTF-8",
        "LANG": "ko_KR.UTF-8",
        "HOME": "/nowhere",
        "USER": "somebody",
        "LOGNAME": "somebody",
    },
)


def digests(ids: Sequence[str]) -> dict[str, str]:
    """Return what each id comes to, trace and all, as a digest."""
    return {each: _digest(each) for each in ids}


def _digest(run_id: str) -> str:
    run = repertoire.replay(run_id)
    told = f"{written(run.trace)}{run.verdicts}{run.serves}{run.violation}{run.void}"
    return hashlib.sha256(told.encode()).hexdigest()


def elsewhere(
    python: str, ids: Sequence[str], surroundings: Mapping[str, str], folder: Path
) -> dict[str, str]:
    """Return the digests as another process has them, in other surroundings."""
    done = subprocess.run(
        (python, __file__, "--ids"),
        input="\n".join(ids),
        env={**os.environ, **surroundings},
        cwd=folder,
        capture_output=True,
        check=False,
        text=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return dict(line.split("\t") for line in done.stdout.splitlines())


def sample(seed: int) -> Iterator[str]:
    """Yield every name of every genre, and some faults of each, the same for the same seed."""
    chance = random.Random(seed)
    for name in repertoire.names():
        yield name
        trace = repertoire.tell(name).trace
        faults = [
            fault for effect in trace if effect.command == 0 for fault in faults_at(effect.site)
        ]
        for fault in chance.sample(faults, min(FAULTS_EACH, len(faults))):
            yield identify(name, (fault,))


def main(words: Sequence[str]) -> int:
    """Print digests of the ids that are read, or compare interpreters; 1 where any differs."""
    if words == ["--ids"]:
        for run_id, digest in digests(sys.stdin.read().splitlines()).items():
            sys.stdout.write(f"{run_id}\t{digest}\n")
        return 0
    ids = list(sample(1))
    here, differ = digests(ids), 0
    for python in words or [sys.executable]:
        for surroundings in SURROUNDINGS:
            there = elsewhere(python, ids, surroundings, Path("/"))
            others = [each for each in ids if there.get(each) != here[each]]
            sys.stdout.write(f"{python}: {len(ids)} ids, {len(others)} differ {others[:3]}\n")
            differ += len(others)
    return min(differ, 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
