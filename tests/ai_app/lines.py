"""How schemathesis sends a body of lines of JSON: what it made up is one line, or several."""

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def lines(_context: object, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()
