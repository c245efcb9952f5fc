"""Was the newest commit of main released, or did it fail for all to see? Nothing else is allowed.

A commit whose message says `[skip ci]` has no run at all: nothing of it is red, and nothing ever
happens. Older commits are part of the newest, and need no release of their own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.forge import MAIN
from deploy.control.releasable import REQUIRED, WAITING
from deploy.errors import Refused
from deploy.model import Outcome

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


def told(forge: Forge | None) -> tuple[int, str]:
    """Return the exit code and the words for the newest commit that there is."""
    if forge is None:
        raise Refused("GITHUB_TOKEN is not set", "Set it with GITHUB_REPOSITORY")
    (newest,) = forge.newest(MAIN, 1)
    wrong = judge(forge.build(newest))
    if wrong is None:
        return Outcome.SUCCEEDED.exit_code, f"{newest} of {MAIN} was released, or is red"
    return Outcome.NEEDS_PERSON.exit_code, f"NEEDS A PERSON: {wrong}\n  next: {NEXT}"
