"""Was the newest commit of main released, or did it fail for all to see? Nothing else is allowed.

A commit whose message says `[skip ci]` has no run at all: nothing of it is red, and nothing ever
happens. Older commits are part of the newest, and need no release of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.forge import MAIN
from deploy.control.releasable import REQUIRED, WAITING

if TYPE_CHECKING:
    from deploy.control.forge import Build, Forge

TOLD = "released"
"""The job of CI that says how it ended, whatever happened before."""
UNDER_WAY = (*REQUIRED, "lint", "release-prod")
CALLED = "cd-prod / "
"""The jobs before that one, and what those of a called workflow begin with. Others, such as the one
that looks here, lead to no release."""
NEXT = "Begin its run: gh workflow run ci.yml --ref main"


def judge(build: Build) -> str | None:
    """Say what is wrong with the newest commit of main; None where all can see how it stands."""
    if TOLD in build.gates:
        return None
    for name, standing in build.gates.items():
        if standing in WAITING and (name in UNDER_WAY or name.startswith(CALLED)):
            return None
    return f"nobody released {build.commit} of {MAIN}, and nothing says that it failed"


def look(forge: Forge) -> str | None:
    """Return the same of the newest commit that there is."""
    (newest,) = forge.newest(MAIN, 1)
    return judge(forge.build(newest))
