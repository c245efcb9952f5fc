"""May this build be released? Purely decided, and whatever forbids it is named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from deploy.control.forge import MAIN, SUCCESS, Build, recorded
from deploy.errors import Refused

REQUIRED = ("test", "deploy-sim")
"""The gates of a release, as CI names its jobs."""
WAITING = frozenset(("queued", "in_progress", "waiting", "requested", "pending"))
NAMED_MAX = 10
"""So many commits that were passed over are named, the newest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The build to release, and what was passed over on the way to it."""

    build: Build
    passed_over: tuple[str, ...]
    """Each newer commit and why; for the log and the message: nothing is skipped in silence."""


def check(build: Build, *, required: tuple[str, ...] = REQUIRED) -> str:
    """Return the digest of a build's manifest; raise `Refused` with all that forbids it."""
    found = obstacles(build, required)
    digest = build.manifest_sha256
    if found or digest is None:
        said = "; ".join(found)
        raise Refused(
            f"commit {build.commit} is not to be released: {said}",
            "Let CI pass on main for this commit, or release another",
        )
    return digest


def choose(newest: Iterable[Build], *, required: tuple[str, ...] = REQUIRED) -> Choice:
    """Return the first of these builds, which come newest first, that may be released.

    It looks no further than it must. Raises `Refused`, with why, where none may be.
    """
    passed_over: list[str] = []
    for build in newest:
        found = obstacles(build, required)
        if not found:
            return Choice(build=build, passed_over=tuple(passed_over))
        passed_over.append(f"{build.commit}: {'; '.join(found)}")
    named = [f"\n  {line}" for line in passed_over[:NAMED_MAX]]
    if len(passed_over) > NAMED_MAX:
        named.append(f"\n  and {len(passed_over) - NAMED_MAX} older ones")
    raise Refused(
        f"of the newest commits of {MAIN} none may be released{''.join(named) or ': it has none'}",
        "Let CI pass on main",
    )


def obstacles(build: Build, required: tuple[str, ...]) -> tuple[str, ...]:
    """Return all that forbids releasing a build; nothing where it may be released."""
    found = [] if build.on_main else [f"it is not on {MAIN}"]
    if not required:
        found.append("no gate is required, so nothing was proven")
    found += [said for name in required if (said := _gate(name, build.gates.get(name)))]
    artifact = _artifact(build)
    return (*found, artifact) if artifact else tuple(found)


def _gate(name: str, standing: str | None) -> str | None:
    """Return why a gate does not let pass; None where it does."""
    if standing == SUCCESS:
        return None
    if standing is None:
        return f"gate {name} is missing: it never ran"
    if standing == "skipped":
        return f"gate {name} was skipped, and a skipped gate is not a passed one"
    if standing in WAITING:
        return f"gate {name} is not over: {standing}"
    return f"gate {name} did not pass: {standing}"


def _artifact(build: Build) -> str | None:
    """Return what is wrong with the record of the artifact; None where it is one."""
    if build.withdrawn:
        return "its artifact was withdrawn"
    if not build.records:
        others = f" (by CI: {build.ignored} by others do not count)" if build.ignored else ""
        return f"no artifact is recorded{others}"
    if len(build.records) > 1:
        return f"{len(build.records)} artifacts are recorded that are not the same"
    return None if recorded(build.records[0]) else "the record of its artifact is malformed"
