"""Who writes the words, and what that may cost, as the settings have it."""

from time import monotonic

from adapters.gemini.writer import GeminiWriter, open_writer
from api.settings import Settings
from services.words.budget import DAY_S, MINUTE_S, Allowance, Budget


def open_settled(settings: Settings) -> GeminiWriter | None:
    """Return the writer; None where there is no key, and templates speak alone."""
    if not settings.gemini_api_key:  # absent, or left empty in a file
        return None
    return open_writer(
        settings.gemini_library,
        api_key=settings.gemini_api_key.get_secret_value(),
        model=settings.gemini_model,
        deadline_s=settings.words_deadline_s,
    )


def budget_of(settings: Settings) -> Budget:
    """Return what may be spent in a minute and in a day, in calls and in tokens."""
    minute = Allowance(
        span_s=MINUTE_S,
        calls_max=settings.words_calls_per_minute_max,
        tokens_max=settings.words_tokens_per_minute_max,
    )
    day = Allowance(
        span_s=DAY_S,
        calls_max=settings.words_calls_per_day_max,
        tokens_max=settings.words_tokens_per_day_max,
    )
    return Budget((minute, day), monotonic)
