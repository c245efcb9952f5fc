"""Places for what the control side brings: each is locked by whoever works with it."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from deploy.errors import Refused
from deploy.layout import INCOMING_LOCK
from deploy.replies import WAITS_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from deploy.host import Host


@contextmanager
def place(host: Host, folder: str) -> Iterator[None]:
    """Give a place for what is brought, locked so that nobody tidies it away, and take it away."""
    with ExitStack() as held:
        _take(host, folder, held)
        try:
            yield
        finally:
            _forget(host, folder)


def _take(host: Host, folder: str, held: ExitStack) -> None:
    """Make the place and hold its lock; again where a deployment that ends tidies it away first."""
    path = f"{folder}/{INCOMING_LOCK}"
    for wait in WAITS_S:
        host.clock.sleep(wait)
        try:
            host.files.make_directory(folder)
            held.enter_context(host.files.lock(path))
        except (BlockingIOError, FileNotFoundError):
            continue
        except OSError as error:
            raise Refused(
                f"{folder} cannot be written: {error.strerror}", "Look at the disk: doctor"
            ) from error
        if host.files.held(path):  # and not one that was moved away before it was held
            return
        held.close()
    raise Refused(f"another deployment holds {path}", "Wait for it to end, then try again")


def _forget(host: Host, folder: str) -> None:
    try:
        host.files.remove(folder)
    except OSError as error:
        host.log.note(f"{folder} is still there, the next deployment removes it: {error.strerror}")
