"""What is asked of a control side in its stories: a command line, as CI or a person types it."""

from __future__ import annotations

from collections.abc import Callable

from sim.control.estate import TAG, Estate
from sim.goods import wheels

Ask = Callable[[Estate, str | None], tuple[str, ...]]
"""Returns the words: for an estate, with a reason to insist or without one."""


def releasing(letter: str, *, failures_max: int = 0) -> Ask:
    """Return the request to release a commit, to all hosts where there are several."""

    def words(estate: Estate, force: str | None) -> tuple[str, ...]:
        limits = ("--together-max", "2", "--failures-max", str(failures_max))
        return (
            *("release", "--sha", wheels.sha(letter)),
            *(_all_of(estate, *limits)),
            *_insisting(force),
        )

    return words


def newest(estate: Estate, force: str | None) -> tuple[str, ...]:
    """Ask for the newest commit that may be released."""
    return ("release", "--latest", *_all_of(estate), *_insisting(force))


def restoring(estate: Estate, force: str | None) -> tuple[str, ...]:
    """Ask for the newest usable backup."""
    return ("rollback", "restore", "--target", "ec2", *_all_of(estate), *_insisting(force))


def recovering(_: Estate, __: str | None) -> tuple[str, ...]:
    """Ask to close what is open."""
    return ("recover", "--target", "ec2")


def looking(_: Estate, __: str | None) -> tuple[str, ...]:
    """Ask what is live."""
    return ("status", "--target", "ec2")


def photographing(_: Estate, __: str | None) -> tuple[str, ...]:
    """Ask what the host looks like, to rehearse on."""
    return ("snapshot", "--target", "ec2", "--output", "/tmp/snapshot.json")  # noqa: S108


def listing(_: Estate, __: str | None) -> tuple[str, ...]:
    """Ask which backups there are."""
    return ("rollback", "list", "--target", "ec2")


def _all_of(estate: Estate, *limits: str) -> tuple[str, ...]:
    several = len(estate.stations) > 1
    return ("--targets", f"tag:{TAG[0]}={TAG[1]}", *limits) if several else ()


def _insisting(force: str | None) -> tuple[str, ...]:
    return () if force is None else ("--force", force)
