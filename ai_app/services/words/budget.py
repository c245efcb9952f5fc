"""The budget of a model: how many calls and tokens it may cost in any minute, and in any day."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

MINUTE_S, DAY_S = 60.0, 86_400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """What may be spent within any span of so many seconds."""

    span_s: float
    calls_max: int
    tokens_max: int


@dataclass(slots=True)
class Spending:
    """One call: when it began, in seconds of the clock, and what it costs, as far as is known."""

    at_s: float
    tokens: int


class Budget:
    """Spent before a call and corrected after it, so that calls under way count too.

    The spans slide: no minute, wherever it begins, and no day costs more. Each process of the
    service has its own budget. May be called by many threads.
    """

    def __init__(self, allowances: tuple[Allowance, ...], clock: Callable[[], float]) -> None:
        """Take the clock in seconds; it never goes back."""
        self._spans = tuple(_Span(each) for each in allowances)
        self._clock, self._lock = clock, Lock()

    def spend(self, tokens: int) -> Spending | None:
        """Take a call of at most so many tokens; return None where the budget does not hold it."""
        with self._lock:
            now_s = self._clock()
            if not all(span.holds(tokens, now_s) for span in self._spans):
                return None
            spending = Spending(at_s=now_s, tokens=tokens)
            for span in self._spans:
                span.add(spending)
            return spending

    def correct(self, spending: Spending, tokens: int) -> None:
        """Write down what a call cost in the end; for its moment, not for now."""
        with self._lock:
            for span in self._spans:
                span.correct(spending, tokens)
            spending.tokens = tokens


class _Span:
    """What was spent within one allowance's span; each call is looked at once more, and let go."""

    def __init__(self, allowance: Allowance) -> None:
        self.allowance = allowance
        self.calls: deque[Spending] = deque()
        self.tokens = 0

    def holds(self, tokens: int, now_s: float) -> bool:
        while self.calls and self.calls[0].at_s <= now_s - self.allowance.span_s:
            self.tokens -= self.calls.popleft().tokens
        most = self.allowance
        return len(self.calls) < most.calls_max and self.tokens + tokens <= most.tokens_max

    def add(self, spending: Spending) -> None:
        self.calls.append(spending)
        self.tokens += spending.tokens

    def correct(self, spending: Spending, tokens: int) -> None:
        if any(each is spending for each in self.calls):
            self.tokens += tokens - spending.tokens
