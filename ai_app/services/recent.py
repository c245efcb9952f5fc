"""What was found for the last texts: the same words are often asked again within a minute.

Of the words it keeps a digest alone: whoever wrote them may be deleted, and nobody tells it.
"""

from collections import OrderedDict
from hashlib import blake2b
from threading import Lock
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Recent(Generic[Value]):
    """Values of the texts asked for last, the least recently asked forgotten first; for threads."""

    def __init__(self, most: int) -> None:
        """Keep at most so many values, one or more."""
        self._most = most
        self._kept: OrderedDict[bytes, Value] = OrderedDict()
        self._lock = Lock()

    def peek(self, text: str) -> Value | None:
        """Return the value of a text, which does not count as asked for; None where none is."""
        return self._kept.get(_digest(text))

    def get(self, text: str) -> Value | None:
        """Return the value of a text that is asked for; None where none is kept."""
        key = _digest(text)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, text: str, value: Value) -> Value:
        """Keep a value of a text that is asked for, unless there is one; return what is kept."""
        key = _digest(text)
        with self._lock:
            found = self._kept.setdefault(key, value)
            self._kept.move_to_end(key)
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return found

    def drop(self, text: str, value: Value) -> None:
        """Forget this value of a text, and no other that has come in its place."""
        key = _digest(text)
        with self._lock:
            if self._kept.get(key) is value:
                del self._kept[key]


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
