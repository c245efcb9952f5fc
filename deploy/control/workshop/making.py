"""Making an artifact: its parts are taken or built, and looked at from all sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from deploy.control import complaint, lockfile
from deploy.control.artifact import DEPLOYER, LOCK, Manifest, Part
from deploy.control.complaint import Complaint, Unfit, some
from deploy.control.names import parse_branch
from deploy.control.ports import OBJECT_BYTES_MAX
from deploy.control.workshop import building, contents, trial
from deploy.control.workshop import checkout as checkouts
from deploy.errors import DeployError, Refused
from deploy.tree import digest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from deploy.control.artifact import Package
    from deploy.control.workshop import Workshop
    from deploy.control.workshop.checkout import Checkout

Value = TypeVar("Value")
MEND = "Mend it, and try it as the host does: cd ai_app && python -c 'from api.main import app'"
DECLARE = "Declare in pyproject.toml what it needs, then nox -s lock, and commit both"
AGAIN = "Publish again once this machine has what it needs"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An artifact that is ready to leave: its manifest, and its parts by file name."""

    manifest: Manifest
    contents: Mapping[str, bytes]


def make(workshop: Workshop, *, wheel: str | None, sha: str | None, branch: str | None) -> Made:
    """Make the artifact of the commit that is checked out; `wheel` is one that was built before.

    Raises `Unfit` with every reason against it.
    """
    workshop.log.step("look", "look at the checkout")
    checkout = checkouts.look(workshop)
    sha = checkout.head if sha is None else sha
    branch = checkout.branch if branch is None else branch
    found = _of_checkout(checkout, sha, branch)
    lock = _noting(found, lambda: _lock(workshop, checkout), lockfile.CURE)
    if found and wheel is None:
        raise Unfit(found)  # what is built from another state proves nothing
    workshop.log.step("build", "take or build the wheel, build the deployer")
    named = _noting(found, lambda: _wheel(workshop, checkout, wheel), MEND)
    deployer = _noting(found, lambda: building.deployer(workshop), AGAIN)
    if deployer is not None:
        found += contents.of_deployer(deployer, checkout)
    interpreter = None
    if named is not None:
        workshop.log.step("examine", "compare what the wheel holds with the commit")
        found += contents.of_wheel(*named, checkout, sha)
        interpreter = _try(workshop, *named, None if lock is None else lock[0], found)
    if found or not (named and deployer and lock and branch and interpreter):
        raise Unfit(found)
    return _made(
        Manifest(
            commit=sha,
            branch=branch,
            interpreter=interpreter,
            wheel=_part(*named),
            lock=_part(LOCK, lock[0]),
            deployer=_part(DEPLOYER, deployer),
            packages=lock[1],
        ),
        (named[1], lock[0], deployer),
    )


def _made(manifest: Manifest, contents: tuple[bytes, bytes, bytes]) -> Made:
    names = [part.name for part in manifest.parts]
    return Made(manifest=manifest, contents=dict(zip(names, contents, strict=True)))


def _part(name: str, content: bytes) -> Part:
    return Part(name=name, sha256=digest(content), size=len(content))


def _noting(found: list[Complaint], act: Callable[[], Value], cure: str) -> Value | None:
    """Return what an act gives; where it cannot, note why, and return None."""
    try:
        return act()
    except DeployError as error:
        found.append(complaint.of(error, cure))
    except OSError as error:
        found.append(Complaint(what=f"{error.filename}: {error.strerror}", cure=AGAIN))
    return None


def _of_checkout(checkout: Checkout, sha: str, branch: str | None) -> list[Complaint]:
    found = []
    if checkout.head != sha:
        what = f"{checkout.head} is checked out, not {sha}"
        found.append(Complaint(what=what, cure=f"git checkout {sha}"))
    if checkout.dirt:
        what = f"the checkout differs from its commit: {some(checkout.dirt)}"
        found.append(Complaint(what=what, cure="Commit it, or take it away: git status"))
    if branch is None:
        cure = "Name the commit's: --branch main"
        found.append(Complaint(what="no branch is checked out", cure=cure))
    else:
        _noting(found, lambda: parse_branch(branch), "")
    return found


def _lock(workshop: Workshop, checkout: Checkout) -> tuple[bytes, tuple[Package, ...]]:
    """Read the lock as the commit has it, and what it pins."""
    if LOCK not in checkout.blobs:
        raise Refused(f"the commit has no {LOCK}", lockfile.CURE)
    content = workshop.files.read(f"{workshop.root}/{LOCK}")
    if not checkouts.is_blob(content, checkout.blobs[LOCK]):
        raise Refused(f"{LOCK} differs from the commit's", f"git checkout -- {LOCK}")
    return content, lockfile.parse(content)


def _wheel(workshop: Workshop, checkout: Checkout, path: str | None) -> tuple[str, bytes]:
    """Take the wheel at a path, or build one; return its file name and content."""
    if path is None:
        return building.wheel(workshop, checkout)
    content = building.taken(workshop, path)
    if len(content) > OBJECT_BYTES_MAX:
        raise Refused(f"{path} has over {OBJECT_BYTES_MAX} bytes", contents.REBUILD)
    return path.rpartition("/")[2], content


def _try(
    workshop: Workshop, name: str, content: bytes, lock: bytes | None, found: list[Complaint]
) -> str | None:
    """Install and import a wheel that can be read; return the version of Python that it was."""
    app = contents.app(name, content)
    if app is None or lock is None:
        return None
    workshop.log.step("try", "import the entry module where only what the wheel declares is")
    version = _noting(found, lambda: trial.stand(workshop, name, content, lock), DECLARE)
    if version is not None:
        _noting(found, lambda: trial.import_entry(workshop, app), f"{MEND}. {DECLARE}")
    return version
