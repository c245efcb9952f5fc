"""The same ids told elsewhere: under another Python, user, time zone, language and seed of hashes.

`python -m tests.sim.portable` tells a sample of all genres in two surroundings, and compares that
with what other Pythons have come to, which it finds in a file, and leaves its own there.
"""

import hashlib
import json
import os
import platform
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RECORD = ROOT / "reports" / "portable.json"
sys.path.insert(0, str(ROOT))  # where it is run as a file

from sim.control.genre import CONTROL  # noqa: E402
from sim.control.sweep import control_faults  # noqa: E402
from sim.harm.faults import faults_at  # noqa: E402
from sim.stories import repertoire  # noqa: E402
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
        told = repertoire.tell(name)
        if told.id != name:  # its deeds and faults were drawn: this spells them out
            yield told.id
            continue
        sites = [effect.site for effect in told.trace if effect.command == 0]
        found = control_faults if repertoire.genre_of(name) is CONTROL else faults_at
        faults = [fault for site in sites for fault in found(site)]
        for fault in chance.sample(faults, min(FAULTS_EACH, len(faults))):
            yield identify(name, (fault,))


def main(words: Sequence[str]) -> int:
    """Print digests of the ids that are read, or compare this Python with others; 1 for unlike."""
    if words == ["--ids"]:
        for run_id, digest in digests(sys.stdin.read().splitlines()).items():
            sys.stdout.write(f"{run_id}\t{digest}\n")
        return 0
    ids, version = list(sample(1)), platform.python_version()
    here = digests(ids)
    found = {
        f"in {each['TZ']} and {each['LANG']}": elsewhere(sys.executable, ids, each, Path("/"))
        for each in SURROUNDINGS
    }
    path = Path(words[0]) if words else RECORD
    known = _known(path)
    found |= {name: digests for name, digests in known.items() if name != version}
    differ = 0
    for where, there in found.items():
        others = [each for each in ids if there.get(each) != here[each]]
        sys.stdout.write(f"{version}, {where}: {len(ids)} ids, {len(others)} differ {others[:3]}\n")
        differ += len(others)
    if not differ:
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"state": _state(), "digests": {**known, version: here}}
        path.write_text(json.dumps(record), encoding="utf-8")
    return min(differ, 1)


def _known(path: Path) -> dict[str, dict[str, str]]:
    """Return what other Pythons came to with these very sources."""
    if not path.exists():
        return {}
    record = json.loads(path.read_text(encoding="utf-8"))
    found: dict[str, dict[str, str]] = record["digests"] if record["state"] == _state() else {}
    return found


def _state() -> str:
    digest = hashlib.sha256()
    for path in sorted(path for name in ("deploy", "sim") for path in (ROOT / name).rglob("*.py")):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
