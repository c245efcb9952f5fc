"""Reads batches of events, a line each, and keeps them portion by portion.

As with people, a line that was answered is kept, and sending a batch again does no harm.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pydantic import ValidationError

from controllers.batches import PORTION, numbered, refused, too_long
from controllers.feedback import refusal, untimely
from schemas.batch import LineRefused
from schemas.errors import Unusable
from schemas.feedback import Event
from schemas.feedback_body import FeedbackBody, FeedbackEnd, FeedbackLineKept
from schemas.feedback_kept import Told
from schemas.problem import FieldProblem
from services.feedback.reading import read_event

Answer = FeedbackLineKept | LineRefused | FeedbackEnd


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedbackBatch:
    """How the events of lines are kept."""

    tell: Callable[[Sequence[Event]], list[Told]]
    now: Callable[[], datetime]

    def run(self, lines: Iterable[bytes | None]) -> Iterator[list[Answer]]:
        """Keep the events of these lines; yield the answers of each portion, then the end's."""
        due = numbered(lines)
        counts: Counter[str] = Counter()
        while portion := list(islice(due, PORTION)):
            answers = self._answers(
                [(number, self._read(number, text)) for number, text in portion]
            )
            counts.update(_outcome(answer) for answer in answers)
            yield [*answers]
        ended = ("kept", "known", "refused")
        yield [FeedbackEnd(lines=counts.total(), **{name: counts[name] for name in ended})]

    def _answers(
        self, read: Sequence[tuple[int, Event | LineRefused]]
    ) -> list[FeedbackLineKept | LineRefused]:
        events = [found for _, found in read if not isinstance(found, LineRefused)]
        told = iter(self.tell(events) if events else ())
        return [
            found if isinstance(found, LineRefused) else _answer(number, found, next(told))
            for number, found in read
        ]

    def _read(self, number: int, text: bytes | None) -> Event | LineRefused:
        if text is None:
            return too_long(number)
        try:
            event = read_event(FeedbackBody.model_validate_json(text))
        except ValidationError as error:
            return refused(number, error)
        except Unusable as error:
            return LineRefused(
                line=number, errors=[FieldProblem(pointer="/mentee_id", detail=str(error))]
            )
        problem = untimely(event, self.now())
        return event if problem is None else LineRefused(line=number, errors=[problem])


def _answer(number: int, event: Event, told: Told) -> FeedbackLineKept | LineRefused:
    problem = refusal(told, event)
    if problem is not None:
        return LineRefused(line=number, errors=[problem])
    return FeedbackLineKept(line=number, id=event.id, outcome=told)


def _outcome(answer: FeedbackLineKept | LineRefused) -> str:
    return "refused" if isinstance(answer, LineRefused) else answer.outcome
