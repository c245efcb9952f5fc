"""Runs the measurements from the command line."""

import sys

from tests.ai_app.bench.command import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
