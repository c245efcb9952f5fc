"""Gemini through google-genai, which came after google-generativeai.

It reads the answer as server-sent events. It retries only where it is told to, and is not.
"""

import importlib
from collections.abc import Iterator
from threading import Lock
from typing import Any

from adapters.gemini.answers import Chunk, read
from adapters.gemini.failures import refusal, unreadable
from adapters.gemini.form import JSON, form_of
from schemas.errors import WordsDown
from schemas.words import Piece, Prompt

API_VERSION = "v1beta"
"""Named, since the library's own choice has changed between its versions."""
MS_PER_S = 1_000


class GenAi:
    """One attempt to get an answer; the library is imported at the first."""

    def __init__(
        self,
        *,
        api_key: str,
        model: str,
        temperature: float,
        http_client: Any = None,  # noqa: ANN401 - of an extra
    ) -> None:
        """Take the `httpx2.Client` to speak through, where it is not to be the library's own."""
        self._api_key, self._model, self._temperature = api_key, model, temperature
        self._http_client = http_client
        self._client: Any = None
        self._types: Any = None
        self._lock = Lock()

    def attempt(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        """Yield the answer; no read lasts longer than the timeout. Raises `WordsDown` or `Busy`."""
        try:
            client = self._open()
            chunks = client.models.generate_content_stream(
                model=self._model, contents=prompt.data, config=self._config(prompt, timeout_s)
            )
            yield from read(map(_chunk, chunks))
        except WordsDown:
            raise
        except Exception as error:  # noqa: BLE001 - it says not what it raises
            raise _failure(error) from None  # its cause may hold what people wrote

    def _open(self) -> Any:  # noqa: ANN401 - of an extra
        with self._lock:
            if self._client is None:
                try:
                    library = importlib.import_module("google.genai")
                except ImportError:
                    raise WordsDown("google-genai is not installed: install it") from None
                self._types = library.types
                self._client = library.Client(
                    api_key=self._api_key,
                    vertexai=False,
                    http_options=self._types.HttpOptions(
                        api_version=API_VERSION, httpx_client=self._http_client
                    ),
                )
            return self._client

    def _config(self, prompt: Prompt, timeout_s: float) -> Any:  # noqa: ANN401 - of an extra
        form = form_of(prompt)
        return self._types.GenerateContentConfig(
            response_mime_type=JSON if form else None,
            response_schema=form,
            system_instruction=prompt.instruction,
            candidate_count=1,
            max_output_tokens=prompt.tokens_max,
            temperature=self._temperature,
            http_options=self._types.HttpOptions(timeout=max(1, int(timeout_s * MS_PER_S))),
        )


def _chunk(of: Any) -> Chunk:  # noqa: ANN401 - of an extra
    candidate = of.candidates[0] if of.candidates else None
    parts = (candidate.content.parts or ()) if candidate and candidate.content else ()
    feedback, usage = of.prompt_feedback, of.usage_metadata
    return Chunk(
        text="".join(part.text or "" for part in parts if not part.thought),
        finish=_name(candidate.finish_reason) if candidate else "",
        blocked=_name(feedback.block_reason) if feedback else "",
        tokens=usage.total_token_count if usage else None,
    )


def _name(of: Any) -> str:  # noqa: ANN401 - an enum of the library, or nothing
    return str(of.value) if of else ""


def _failure(error: Exception) -> WordsDown:
    status = getattr(error, "code", None)
    if not isinstance(status, int):
        return unreadable(error)
    return refusal(status, getattr(error, "details", None))
