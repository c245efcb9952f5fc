"""Runs the deployer: `python -m deploy`, or the one file built from it."""

from __future__ import annotations

import sys

from deploy.cli import main

if __name__ == "__main__":
    sys.exit(main())
