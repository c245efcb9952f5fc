"""The command `rehearse`: its words, and what they mean."""

from __future__ import annotations

import argparse
import json
import posixpath
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import snapshot
from deploy.config import check_base
from deploy.errors import Refused
from deploy.model import Apply, Restore, parse_backup_id
from deploy.wheel import check_sha, check_sha256, file_version
from sim.rehearse.answer import document, render
from sim.rehearse.planned import Plan
from sim.rehearse.rehearsing import AGE_MAX_S, SECONDS, Wish, rehearse, replayed
from sim.states import places
from sim.stories.run import written
from sim.sweep import pool

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name

SECONDS_MIN = 1.0


def add(commands: Commands) -> None:
    """Add the command to those of the simulator."""
    text = "the planned deployment or rollback, on the host of a snapshot: go or no-go"
    found = commands.add_parser("rehearse", help=text, description=text)
    found.set_defaults(act=carry_out)
    found.add_argument("--snapshot", type=Path, required=True, metavar="FILE")
    what = found.add_mutually_exclusive_group(required=True)
    what.add_argument("--wheel", type=Path, metavar="FILE", help="the wheel to deploy")
    what.add_argument("--restore", action="store_true", help="a restore, and no deployment")
    found.add_argument("--sha", metavar="SHA", help="the commit the wheel was built from")
    found.add_argument("--sha256", metavar="HEX", help="the SHA-256 that the wheel must have")
    found.add_argument("--backup-id", metavar="ID", help="the backup to restore")
    found.add_argument("--code-only", action="store_true", help="leave the packages as they are")
    found.add_argument("--force", metavar="REASON", help="as the command will be given it")
    found.add_argument("--base", metavar="DIR", default=places.BASE, help="as there, too")
    found.add_argument("--seconds", type=float, default=SECONDS, help="how long it may take")
    found.add_argument("--age-max-s", type=float, default=AGE_MAX_S, help="of the snapshot")
    found.add_argument("--workers", type=int, default=pool.cores(), metavar="N")
    found.add_argument("--json", type=Path, metavar="FILE", help="write the answer there, too")
    found.add_argument("--faults", metavar="PLAN", help="run this one plan and print its trace")


def carry_out(options: argparse.Namespace) -> int:
    """Rehearse, or replay one plan of faults; return 0 for go, 2 for no-go or no such request."""
    wish = _wish(options)
    if options.faults is not None:
        return _replay(wish, options.faults)
    answer = rehearse(wish)
    print(render(answer))
    if options.json is not None:
        text = json.dumps(document(answer), indent=1, sort_keys=True)
        _write(options.json, f"{text}\n")
    return answer.code


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        reason = f"the answer cannot be written to {path}: {error.strerror}"
        raise Refused(reason, "Give --json FILE in a directory that is there") from error


def _replay(wish: Wish, faults: str) -> int:
    """Print one run effect by effect; return 1 where an oracle is broken in it."""
    run = replayed(wish, faults)
    print(written(run.trace), end="")
    print(f"{run.id}: {' then '.join(run.verdicts)}; {run.serves or 'nothing'} serves")
    if run.violation is not None or run.void:
        print(f"VIOLATION {run.violation or 'void: a planned fault never fired'}")
        return 1
    return 0


def _wish(options: argparse.Namespace) -> Wish:
    if options.seconds < SECONDS_MIN or options.workers < 1:
        raise Refused("there must be a second and a worker at least", "Leave both out")
    return Wish(
        snapshot=snapshot.parse(_read(options.snapshot, "snapshot", "Take one: deploy snapshot")),
        plan=_restore(options) if options.restore else _apply(options),
        base=check_base(options.base),
        age_max_s=options.age_max_s,
        seconds=options.seconds,
        workers=options.workers,
    )


def _restore(options: argparse.Namespace) -> Plan:
    if options.sha or options.sha256:
        raise Refused("a restore has no wheel, so neither --sha nor --sha256", "Leave them out")
    backup_id = options.backup_id or None
    if backup_id is not None:
        parse_backup_id(backup_id)
    request = Restore(backup_id=backup_id, code_only=options.code_only, force=_reason(options))
    return Plan(request=request)


def _apply(options: argparse.Namespace) -> Plan:
    if not options.sha:
        raise Refused("of which commit is the wheel?", "Give --sha SHA")
    if options.backup_id or options.code_only:
        raise Refused("--backup-id and --code-only are of a restore", "Give --restore, no --wheel")
    name = posixpath.basename(str(options.wheel))
    file_version(name)
    sha256 = None if options.sha256 is None else check_sha256(options.sha256)
    request = Apply(wheel=name, sha=check_sha(options.sha), sha256=sha256, force=_reason(options))
    wheel = _read(options.wheel, "wheel", "Build one: python -m build --wheel")
    return Plan(request=request, wheel=wheel)


def _reason(options: argparse.Namespace) -> str | None:
    """Return the reason that is given, none where it is empty."""
    if options.force is not None and not options.force.strip():
        raise Refused("--force needs a reason", 'Say why: --force "the database is back"')
    reason: str | None = options.force
    return reason


def _read(path: Path, what: str, advice: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refused(f"the {what} {path} cannot be read: {error.strerror}", advice) from error
