"""Errors of a deployment, one class for each thing the caller does about it."""

from __future__ import annotations

import traceback


class DeployError(Exception):
    """A failure with the words an operator needs: what, and what to do next.

    `reason` says what failed, on what and why; `advice` is the next command or act, and may be
    empty where the caller knows better. Neither ever carries a secret.
    """

    def __init__(self, reason: str, advice: str = "") -> None:
        """Keep the reason and the advice apart, so that a report can show both."""
        super().__init__(f"{reason}. {advice}" if advice else reason)
        self.reason = reason
        self.advice = advice


class Refused(DeployError):
    """The request is not carried out; nothing was touched (exit code 2)."""


class StepFailed(DeployError):
    """A step could not do its work: the one error that means "go back"."""

    def __init__(self, step: str, reason: str, advice: str = "", *, remains: bool = False) -> None:
        """Name the step beside the reason, and say whether something merely remains."""
        super().__init__(reason, advice)
        self.step = step
        self.remains = remains

    def kept(self) -> StepFailed:
        """Return it as a value to go on with: what was raised holds on to every frame it left."""
        return StepFailed(self.step, self.reason, self.advice, remains=self.remains)


class NeedsPerson(DeployError):
    """Neither the new release nor the way back works (Level 3, exit code 3)."""


class CommandFailed(DeployError):
    """A program of the host could not be run, did not end in time or said no."""


class Unreachable(DeployError):
    """No HTTP answer: refused, timed out or cut."""


class Unhealthy(DeployError):
    """The service does not serve the release that is meant."""


class Damaged(DeployError):
    """Bytes on the host are not the ones that were recorded."""


class Remains(DeployError):
    """Something that is of no more use could not be removed; it keeps nothing else from going."""


def unreadable(error: OSError, base: str) -> Refused:
    """Return the refusal of what only looks, and met something that it may not read."""
    path = error.filename or base
    reason = f"{path} cannot be read: {error.strerror or error}"
    return Refused(reason, f"Run this as its owner; whose it is: ls -ld {path}")


def unforeseen(error: Exception) -> Refused:
    """Return the refusal of what only looks, and met a mistake of ours; its words may be secret."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{frame.filename.rpartition('/')[2]}:{frame.lineno}"
    reason = f"an error nobody foresaw, {type(error).__name__} in {where}"
    return Refused(reason, "It is a mistake of the deployer: tell whoever keeps it")
