"""Gemini through google-generativeai, which is at its end of life: 0.8.6 is the last there will be.

Of the library its messages are used, and the client beneath that speaks REST; not its
`GenerativeModel`, which keeps the key in a global, and hands each chunk on when the next has come.
That client retries a 503 for ten minutes, which no timeout bounds: it is told not to, and
`insisting` does it.
"""

import importlib
import warnings
from collections.abc import Iterator
from threading import Lock
from typing import Any

from adapters.gemini.answers import Chunk, read
from adapters.gemini.failures import refusal, unreadable
from adapters.gemini.form import JSON, form_of
from schemas.errors import WordsDown
from schemas.words import Piece, Prompt

ERROR = 400
"""Statuses from here on are errors."""


class GenerativeAi:
    """One attempt to get an answer; the library is imported at the first."""

    def __init__(self, *, api_key: str, model: str, temperature: float) -> None:
        self._api_key, self._temperature = api_key, temperature
        self._model = model if "/" in model else f"models/{model}"
        self._library: Any = None
        self._client: Any = None
        self._lock = Lock()

    def attempt(self, prompt: Prompt, timeout_s: float) -> Iterator[Piece]:
        """Yield the answer; no read lasts longer than the timeout. Raises `WordsDown` or `Busy`."""
        chunks = None
        try:
            client = self._open()
            chunks = client.stream_generate_content(
                self._request(prompt), retry=None, timeout=timeout_s
            )
            yield from read(map(_chunk, chunks))
        except WordsDown:
            raise
        except Exception as error:  # noqa: BLE001 - it says not what it raises
            raise unreadable(error) from None  # its cause may hold what people wrote
        finally:
            if chunks is not None:
                chunks.cancel()

    def _open(self) -> Any:  # noqa: ANN401 - of an extra
        with self._lock:
            if self._client is None:
                self._library = _import()
                service = importlib.import_module("google.ai.generativelanguage_v1beta")
                client = service.GenerativeServiceClient(
                    transport="rest", client_options={"api_key": self._api_key}
                )
                client.transport._session.hooks["response"].append(_refuse)  # noqa: SLF001
                self._client = client
            return self._client

    def _request(self, prompt: Prompt) -> Any:  # noqa: ANN401 - of an extra
        form = form_of(prompt)
        formed = {"response_mime_type": JSON, "response_schema": _typed(form)} if form else {}
        return self._library.protos.GenerateContentRequest(
            model=self._model,
            system_instruction={"parts": [{"text": prompt.instruction}]},
            contents=[{"role": "user", "parts": [{"text": prompt.data}]}],
            generation_config={
                "candidate_count": 1,
                "max_output_tokens": prompt.tokens_max,
                "temperature": self._temperature,
                **formed,
            },
        )


def _typed(form: dict[str, Any]) -> dict[str, Any]:
    """Return a schema as the library's messages have it, in which `type` is `type_`."""
    found = {("type_" if name == "type" else name): value for name, value in form.items()}
    if "properties" in form:
        found["properties"] = {name: _typed(each) for name, each in form["properties"].items()}
    if "items" in form:
        found["items"] = _typed(form["items"])
    return found


def _import() -> Any:  # noqa: ANN401 - of an extra
    """Import the library without its warning that it is at its end, which nobody here can heed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", FutureWarning)
            return importlib.import_module("google.generativeai")
    except ImportError:
        raise WordsDown(
            "google-generativeai is not installed: install the extra `gemini`"
        ) from None


def _chunk(of: Any) -> Chunk:  # noqa: ANN401 - of an extra
    candidate = of.candidates[0] if of.candidates else None
    blocked = of.prompt_feedback.block_reason
    return Chunk(
        text="".join(part.text for part in candidate.content.parts) if candidate else "",
        finish=_name(candidate.finish_reason) if candidate else "",
        blocked=_name(blocked),
        tokens=of.usage_metadata.total_token_count or None,
    )


def _name(of: Any) -> str:  # noqa: ANN401 - an enum, or the number of a member that came later
    return str(getattr(of, "name", of)) if of else ""


def _refuse(response: Any, **_: Any) -> None:  # noqa: ANN401 - of requests
    """Raise the error of a response that is one.

    Errors of streams come as an array of one, at which the library stumbles and loses the status.
    """
    if response.status_code >= ERROR:
        try:
            body = response.json()
        except ValueError:
            body = None
        raise refusal(response.status_code, body)
