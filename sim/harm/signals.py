"""Signals to the deployer: the real ones, so that its handlers are run too."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from deploy import interruption
from deploy.interruption import Interrupted
from sim.oracles.violation import Violation

Handler = Callable[[int, FrameType | None], object]


class _Asked:
    """Whether the signal that arrives now is part of what is simulated."""

    now = False


@contextmanager
def heeding() -> Iterator[None]:
    """Have the deployer heed signals, as its command line does; they reach one thread alone.

    It heeds those that are simulated. One that is meant for the simulator itself, by whoever wants
    to end a sweep, is left to whoever heeded it before.
    """
    if not _can_be_reached():
        yield
        return
    before = {each: signal.getsignal(each) for each in interruption.SIGNALS}
    with interruption.raised():
        for each in interruption.SIGNALS:
            heeded = signal.getsignal(each)
            if callable(heeded):
                signal.signal(each, _sorted_out(heeded, before[each]))
        yield


def _sorted_out(heeded: Handler, before: object) -> Handler:
    def handler(number: int, frame: FrameType | None) -> None:
        if _Asked.now:
            heeded(number, frame)
        elif callable(before):
            before(number, frame)
        else:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)

    return handler


def ask_to_end() -> None:
    """Send what a service manager sends; then again and again, which is heeded no more."""
    if not _can_be_reached():
        raise Interrupted(signal.SIGTERM.name)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:  # one came before, and was heeded
        return
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        raise Violation("message", "a signal came, which nobody heeds")
    _Asked.now = True
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        for each in interruption.SIGNALS:
            signal.raise_signal(each)
        _Asked.now = False


def _can_be_reached() -> bool:
    return threading.current_thread() is threading.main_thread()
