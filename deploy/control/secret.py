"""A secret: a value that goes where it must, and shows as its name everywhere else."""

from __future__ import annotations

import hmac
from typing import NoReturn, final


@final
class Secret:
    """A named value that no text, log, traceback, copy or file can show; `reveal` alone gives it.

    No dataclass: those hand out their fields to `asdict`, `replace` and `repr`.
    """

    __slots__ = ("__value", "name")

    def __init__(self, name: str, value: str) -> None:
        """Name it as the environment does: messages show `[NAME]` in its place."""
        object.__setattr__(self, "name", name)
        object.__setattr__(self, "_Secret__value", value)

    name: str

    def reveal(self) -> str:
        """Return the value, for the one place that needs it."""
        value: str = object.__getattribute__(self, "_Secret__value")
        return value

    def __repr__(self) -> str:
        return f"[{self.name}]"

    def __format__(self, specification: str) -> str:
        return format(str(self), specification)

    def __bool__(self) -> bool:
        return bool(self.reveal())

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        ours, theirs = self.reveal().encode(errors="surrogatepass"), other.reveal()
        return hmac.compare_digest(ours, theirs.encode(errors="surrogatepass"))

    def __hash__(self) -> int:
        return hash(self.name)  # of the value, it would tell which secrets are the same

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, _: object) -> Secret:
        return self

    def __setattr__(self, *_: object) -> NoReturn:
        raise AttributeError(f"{self!r} does not change")

    def __delattr__(self, *_: object) -> NoReturn:
        raise AttributeError(f"{self!r} does not change")

    def __reduce_ex__(self, _: object) -> NoReturn:
        raise TypeError(f"{self!r} is not written anywhere")
