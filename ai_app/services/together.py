"""What many ask for at once, done for all of them in one go: the group commit of databases.

DeWitt et al., "Implementation techniques for main memory database systems" (SIGMOD 1984): to keep
twenty takes hardly longer than to keep one, and whoever is first does it for those who wait.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Generic, TypeVar

from schemas.errors import StorageDown

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")
PATIENCE_S = 2.0
"""Where storage took longer than that to say that it is down, nobody waits for it once more."""


@dataclass(frozen=True, slots=True, eq=False)
class _Asked(Generic[Asked, Answer]):
    asked: Asked
    answer: "Future[Answer]"


class Together(Generic[Asked, Answer]):
    """Does for many threads what each of them asks for; nobody alone waits for others to come."""

    def __init__(
        self,
        do: Callable[[Sequence[Asked]], Sequence[Answer]],
        *,
        of: Callable[[Asked], int],
        most: int = 100,
    ) -> None:
        """Let `do` answer at most so many in their order, or none; `of` each a different one."""
        self._do, self._of, self._most = do, of, most
        self._waiting: list[_Asked[Asked, Answer]] = []
        self._coming, self._doing = Lock(), Lock()

    @property
    def waiting(self) -> int:
        """How many wait for somebody to do it for them."""
        return len(self._waiting)

    def ask(self, asked: Asked) -> Answer:
        """Return the answer to this; raise what `do` raised for it.

        Where storage is down, it is so for all; any other error is of one alone, and spoils
        nothing for those it was done with.
        """
        mine: _Asked[Asked, Answer] = _Asked(asked, Future())
        with self._coming:
            self._waiting.append(mine)
        with self._doing:
            while not mine.answer.done():
                self._answer(self._taken())
        return mine.answer.result()

    def _taken(self) -> list[_Asked[Asked, Answer]]:
        """Take those who came first, as far as no two of them ask for one thing."""
        with self._coming:
            count, seen = 0, set[int]()
            for each in self._waiting[: self._most]:
                thing = self._of(each.asked)
                if thing in seen:
                    break
                seen.add(thing)
                count += 1
            taken, self._waiting = self._waiting[:count], self._waiting[count:]
        return taken

    def _all(self) -> list[_Asked[Asked, Answer]]:
        """Take all who wait: to try for them, too, would take as long once more."""
        with self._coming:
            taken, self._waiting = self._waiting, []
        return taken

    def _answer(self, taken: Sequence[_Asked[Asked, Answer]]) -> None:
        begun_s = monotonic()
        try:
            answers = self._do([each.asked for each in taken])
        except StorageDown as error:
            others = self._all() if monotonic() - begun_s >= PATIENCE_S else []
            for each in (*taken, *others):
                each.answer.set_exception(error)
        except Exception as error:  # noqa: BLE001 - it is raised where it was asked for
            if len(taken) == 1:
                taken[0].answer.set_exception(error)
                return
            for each in taken:
                self._answer([each])
        else:
            for each, found in zip(taken, answers, strict=True):
                each.answer.set_result(found)
