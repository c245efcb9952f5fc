"""Run the measurements from the command line."""

import sys

from sim.bench.cli import main

if __name__ == "__main__":
    sys.exit(main())
