"""The table of planted bugs and what caught each, as Markdown: `python -m tests.planted`."""

import sys
import tempfile
from pathlib import Path

from tests.planted.table import BUGS
from tests.planted.trial import tried

ROW = "| {} | {} | {} | {} | `{}` |\n"


def main() -> int:
    """Try every bug; return 1 where one is not caught by the oracle that should."""
    missed = 0
    sys.stdout.write(ROW.format("planted bug", "breaks", "caught by", "runs", "shown by"))
    sys.stdout.write("|---|---|---|---|---|\n")
    for bug in BUGS:
        with tempfile.TemporaryDirectory() as folder:
            found = tried(bug, Path(folder))
        missed += found["oracle"] != bug.caught_by
        oracle = found["oracle"] or "NOT CAUGHT"
        sys.stdout.write(ROW.format(bug.name, bug.breaks, oracle, found["runs"], found["id"]))
    return min(missed, 1)


if __name__ == "__main__":
    raise SystemExit(main())
