"""A client that reads a stream notices silence and the end of it."""

import socket
import time

from sim.bench.tenant import Listener


def test_a_stream_that_goes_on_is_not_cut() -> None:
    theirs, ours = socket.socketpair()
    listener = Listener(ours)
    for _ in range(3):
        theirs.sendall(b".")
        time.sleep(0.05)
    assert not listener.was_cut
    assert 0.03 < listener.longest_silence_s < 1
    listener.close()
    theirs.close()


def test_a_stream_that_ends_is_cut() -> None:
    theirs, ours = socket.socketpair()
    listener = Listener(ours)
    theirs.close()
    time.sleep(0.1)
    assert listener.was_cut
    listener.close()
