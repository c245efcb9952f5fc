"""Says in one line why this machine can hold no sandbox, and the cure; nothing where it can."""

import sys

from sim.sandbox import parts

if __name__ == "__main__":
    why = parts.obstacle()
    if why is not None:
        print(why)
        sys.exit(2)
