"""Building the parts of an artifact from the checkout: the same commit gives the same bytes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.control.artifact import DEPLOYER
from deploy.errors import CommandFailed

if TYPE_CHECKING:
    from deploy.control.workshop import Workshop
    from deploy.control.workshop.checkout import Checkout

BUILD_S, START_S = 300, 60


def wheel(workshop: Workshop, checkout: Checkout) -> tuple[str, bytes]:
    """Build the wheel; return its file name and content. Raises `CommandFailed`.

    The moment it names is that of the commit, so that building it again gives the same bytes.
    """
    into = f"{workshop.place}/dist"
    workshop.files.make_directory(into)
    workshop.run(
        *(workshop.python, "-m", "build", workshop.root, "--wheel", "--no-isolation"),
        *("--outdir", into),
        timeout_s=BUILD_S,
        env={
            "REFIT_RELEASE_SHA": checkout.head,
            "SOURCE_DATE_EPOCH": str(checkout.committed_at),
        },
    )
    built = [name for name in workshop.files.names(into) if name.endswith(".whl")]
    if len(built) != 1:
        raise CommandFailed(f"the build left {', '.join(built) or 'no wheel'}, not one wheel")
    return built[0], taken(workshop, f"{into}/{built[0]}")


def deployer(workshop: Workshop) -> bytes:
    """Build the deployer in one file and see it start; raises `CommandFailed`."""
    target = f"{workshop.place}/{DEPLOYER}"
    script = f"{workshop.root}/scripts/build_zipapp.py"
    workshop.run(workshop.python, script, target, timeout_s=START_S)
    # As on a host: without this checkout, and without what is installed beside the interpreter.
    alone = ("env", "-i", workshop.python, "-I", "-S", target, "--help")
    workshop.run(*alone, timeout_s=START_S)
    return taken(workshop, target)


def taken(workshop: Workshop, path: str) -> bytes:
    """Return the content of a part, read twice: all that follows goes by these very bytes.

    A zip has places that nothing in it is checked by, and what is published is published for good.
    """
    content = workshop.files.read(path)
    if workshop.files.read(path) != content:
        raise CommandFailed(f"{path} does not read the same twice", "Look at this machine's disk")
    return content
