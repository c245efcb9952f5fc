"""Writes requirements.txt from pyproject.toml, or with --check says whether it is up to date."""

import argparse
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent
NOTICE = "# Generated from pyproject.toml by scripts/export_requirements.py; do not edit by hand."


def export(project: dict[str, Any]) -> str:
    """Give the text of requirements.txt: what the wheel needs by default, one line each, sorted."""
    return "\n".join([NOTICE, *sorted(project.get("dependencies", []), key=str.lower)]) + "\n"


def main(arguments: list[str], *, root: Path = ROOT) -> int:
    """Write the file, or compare it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only compare; exit 1 if they differ")
    options = parser.parse_args(arguments)
    pyproject = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    target = root / "requirements.txt"
    text = export(pyproject["project"])
    if not options.check:
        target.write_text(text, encoding="utf-8")
    elif not target.is_file() or target.read_text(encoding="utf-8") != text:
        print(
            "requirements.txt is not what pyproject.toml says: "
            "run `python scripts/export_requirements.py`",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
