"""JSON as it is kept: Korean stays readable to who looks into the database."""

import json


def json_text(value: object) -> str:
    """Return a value as JSON."""
    return json.dumps(value, ensure_ascii=False)
