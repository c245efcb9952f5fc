"""Tests of signals: the deployer heeds those that are simulated, the simulator those to itself."""

import signal
from collections.abc import Iterator
from types import FrameType

import pytest

from deploy.interruption import SIGNALS, Interrupted
from sim.harm import signals


class Ended(BaseException):
    """Whoever runs the simulator wants it to end."""


@pytest.fixture
def _heeded() -> Iterator[None]:
    """Heed signals as whoever runs the simulator does."""

    def end(_: int, __: FrameType | None) -> None:
        raise Ended

    before = {each: signal.signal(each, end) for each in SIGNALS}
    yield
    for each, handler in before.items():
        signal.signal(each, handler)


@pytest.mark.usefixtures("_heeded")
@pytest.mark.parametrize("which", SIGNALS)
def test_a_signal_to_the_simulator_is_none_to_the_deployer(which: signal.Signals) -> None:
    with pytest.raises(Ended), signals.heeding():
        signal.raise_signal(which)
    assert signal.getsignal(which) not in (signal.SIG_IGN, signal.SIG_DFL)


@pytest.mark.usefixtures("_heeded")
def test_a_simulated_one_is_heeded_by_the_deployer_and_by_nobody_else() -> None:
    with pytest.raises(Interrupted, match="SIGTERM"), signals.heeding():
        signals.ask_to_end()
    with pytest.raises(Ended), signals.heeding():
        signal.raise_signal(signal.SIGTERM)
