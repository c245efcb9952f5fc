"""Prints a warning that GitHub shows on top of a run: what was done, and for which reason."""

import sys

REASON_CHARACTERS_MIN, REASON_CHARACTERS_MAX = 10, 500
ESCAPES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
"""Without these, a reason could end the line and begin a command of its own."""


def escaped(text: str) -> str:
    """Give a text as the data of a workflow command."""
    return "".join(ESCAPES.get(letter, letter) for letter in text)


def main(words: list[str]) -> int:
    """Warn, and return 0; return 2 where what was given is no reason."""
    what, reason = words
    if not REASON_CHARACTERS_MIN <= len(reason.strip()) <= REASON_CHARACTERS_MAX:
        print(f"REFUSED, nothing was touched: {what} needs a reason", file=sys.stderr)
        print(
            f"  next: give one of {REASON_CHARACTERS_MIN} to {REASON_CHARACTERS_MAX} characters",
            file=sys.stderr,
        )
        return 2
    print(f"::warning title={escaped(what).upper()}::{escaped(reason)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
