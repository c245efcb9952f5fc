"""Makes, checks and merges the project's dependencies; exit code 2 is a refusal, 1 a difference."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from scripts.dependencies import (
    agreement,
    freezing,
    listing,
    lock,
    locking,
    manifest,
    merging,
    outcome,
)
from scripts.dependencies.errors import Refused
from scripts.dependencies.files import replace
from scripts.dependencies.locking import Resolver

ROOT = Path(__file__).resolve().parent.parent.parent


def main(arguments: Sequence[str], *, root: Path = ROOT, resolver: Resolver | None = None) -> int:
    """Carry out one command; write nothing where any of it is refused."""
    options = parser().parse_args(arguments)
    using = resolver or locking.resolve
    try:
        match options.command:
            case "check":
                return check(root)
            case "lock":
                make(root, options, using)
            case "merge":
                merge(root, using)
            case "freeze":
                freeze(root, options)
    except Refused as error:
        print(*error.reasons, "nothing was changed", sep="\n", file=sys.stderr)
        return 2
    except (OSError, UnicodeDecodeError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def parser() -> argparse.ArgumentParser:
    """Say which words there are."""
    whole = argparse.ArgumentParser(prog="python -m scripts.dependencies", description=__doc__)
    commands = whole.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="say where the three files disagree; asks no network")
    made = commands.add_parser("lock", help="make requirements.lock and requirements.txt")
    made.add_argument("--upgrade", action="store_true", help="take the newest that fits, of all")
    made.add_argument(
        "--upgrade-package", action="append", default=[], metavar="NAME", help="of this one alone"
    )
    made.add_argument(
        "--discard-edits", action="store_true", help="though requirements.txt was edited"
    )
    commands.add_parser("merge", help="merge an edited requirements.txt into pyproject.toml")
    frozen = commands.add_parser("freeze", help="raise the lower bounds to what is installed")
    frozen.add_argument("--python", help="ask this interpreter, and not the one that runs")
    frozen.add_argument("--extra", help="the requirements of an extra, and not the default ones")
    return whole


def check(root: Path) -> int:
    """Print where the files disagree."""
    found = agreement.complaints(root)
    print(*found, sep="\n", end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


def make(root: Path, options: argparse.Namespace, resolver: Resolver) -> None:
    """Make the lock anew, the former one kept to; never over what somebody edited."""
    former, listed = text_of(root / lock.NAME), root / listing.NAME
    edited = (
        former is not None
        and listed.is_file()
        and listing.is_edited(listed.read_bytes(), lock.read(former))
    )
    if edited and not options.discard_edits:
        raise Refused(f"{listing.NAME} was edited; {agreement.MERGE}", "or lock --discard-edits")
    more = ["--upgrade"] * options.upgrade
    more += [f"--upgrade-package={name}" for name in options.upgrade_package]
    pyproject = (root / manifest.NAME).read_bytes().decode()
    locking.write(root, text=locking.made(pyproject, former, more, resolver=resolver))


def merge(root: Path, resolver: Resolver) -> None:
    """Merge an edited requirements.txt; the three files are written once all is known to fit."""
    pyproject, former = (root / manifest.NAME).read_bytes().decode(), text_of(root / lock.NAME)
    if former is None:
        raise Refused(f"{lock.NAME} is not there; {agreement.REMAKE}")
    asked = merging.decide(pyproject, lock.read(former), (root / listing.NAME).read_bytes())
    if not asked:
        locking.write(root, text=former)
        print(f"{listing.NAME} asks for nothing new")
        return
    edited = manifest.edited(pyproject, asked.edit)
    more = [f"--upgrade-package={name}=={version}" for name, version in asked.pins.items()]
    more += [f"--upgrade-package={name}" for name in asked.released]
    text = locking.made(edited, former, more, resolver=resolver)
    missed = outcome.missed(asked, lock.read(text))
    if missed:
        raise Refused(*missed)
    locking.write(root, pyproject=edited, text=text)
    for line in outcome.told(asked, pyproject):
        print(line)


def freeze(root: Path, options: argparse.Namespace) -> None:
    """Raise the lower bounds in pyproject.toml, and say what is to be done next."""
    path = ("project", "optional-dependencies", options.extra) if options.extra else None
    target = root / manifest.NAME
    text = target.read_bytes().decode()
    if path and not manifest.entries(text, path):
        raise Refused(f"{manifest.NAME} has no extra {options.extra}")
    after, changes = freezing.frozen(
        text, freezing.installed(options.python), path or manifest.DEPENDENCIES
    )
    if after != text:
        replace(target, after.encode())
    print(*changes or ("nothing to change",), sep="\n")
    if changes and not options.extra:
        print(f"see that the comments beside them still hold, and {agreement.REMAKE}")


def text_of(path: Path) -> str | None:
    """Read a file; None where there is none."""
    return path.read_bytes().decode() if path.is_file() else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
