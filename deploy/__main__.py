"""Runs the deployer: `python -m deploy`, or the one file built from it."""

from __future__ import annotations

import sys

from deploy import cli, elsewhere

if __name__ == "__main__":
    words = sys.argv[1:]
    sys.exit(elsewhere.run(words) if elsewhere.is_meant(words) else cli.main(words))
