"""Signals to the deployer: the real ones, so that its handlers are run too."""

from __future__ import annotations

import signal
import threading
from contextlib import AbstractContextManager, nullcontext

from deploy import interruption
from deploy.interruption import Interrupted
from sim.oracles.violation import Violation


def heeding() -> AbstractContextManager[None]:
    """Have the deployer heed signals, as its command line does; they reach one thread alone."""
    return interruption.raised() if _can_be_reached() else nullcontext()


def ask_to_end() -> None:
    """Send what a service manager sends; then again and again, which is heeded no more."""
    if not _can_be_reached():
        raise Interrupted(signal.SIGTERM.name)
    if signal.getsignal(signal.SIGTERM) is signal.SIG_IGN:  # one came before, and was heeded
        return
    if signal.getsignal(signal.SIGTERM) is signal.SIG_DFL:
        raise Violation("message", "a signal came, which nobody heeds")
    try:
        signal.raise_signal(signal.SIGTERM)
    finally:
        for each in interruption.SIGNALS:
            signal.raise_signal(each)


def _can_be_reached() -> bool:
    return threading.current_thread() is threading.main_thread()
