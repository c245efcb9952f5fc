"""Doing steps and acts: what the world refuses becomes the one error that means "go back"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy import redaction
from deploy.errors import DeployError, Remains, StepFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from deploy.host import Host


def perform(host: Host, steps: Iterable[Callable[[Host], None]]) -> None:
    """Do the steps in order; raise `StepFailed` for the first that could not do its work."""
    for step in steps:
        host.log.step(step.__name__, (step.__doc__ or "").partition("\n")[0])
        attempt(host, step.__name__, lambda: step(host))  # noqa: B023 - called at once


def attempt(host: Host, name: str, act: Callable[[], object]) -> None:
    """Do one act; turn what the world refused into `StepFailed`, without any secret in it.

    What is not of the world, a bug, passes through: it takes the path of a power cut.
    """
    try:
        act()
    except DeployError as error:
        reason, remains = redaction.redact(host, error.reason), isinstance(error, Remains)
        raise StepFailed(name, reason, error.advice, remains=remains) from error
    except OSError as error:
        where = f" ({error.filename})" if error.filename else ""
        reason = f"{error.strerror or error}{where}"
        raise StepFailed(name, redaction.redact(host, reason)) from error


def tried(host: Host, steps: Sequence[Callable[[Host], None]], attempts: int) -> StepFailed | None:
    """Perform the steps, again after a passing fault; return the last failure, None where done."""
    last = None
    for _ in range(attempts):
        try:
            perform(host, steps)
        except StepFailed as error:
            host.log.note(f"{error.step} failed: {error}")
            last = error.kept()
            if last.remains:  # it was tried again at its place
                break
        else:
            return None
    return last
