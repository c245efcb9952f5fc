"""The form of a JSON answer, as Gemini's `responseSchema` has it: a part of OpenAPI's."""

from typing import Any

from schemas.words import Prompt

JSON = "application/json"


def form_of(prompt: Prompt) -> dict[str, Any] | None:
    """Return the schema of the answer: an object of lists of objects; None for plain text."""
    if not prompt.lists:
        return None
    item = {
        "type": "OBJECT",
        "properties": {name: {"type": "STRING"} for name in prompt.fields},
        "required": list(prompt.fields),
    }
    return {
        "type": "OBJECT",
        "properties": {name: {"type": "ARRAY", "items": item} for name in prompt.lists},
        "required": list(prompt.lists),
    }
