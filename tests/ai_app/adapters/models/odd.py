"""Texts that nobody expects, and where the service lies."""

from pathlib import Path

AI_APP = Path(__file__).resolve().parents[4] / "ai_app"
ODD = (
    "",
    " ",
    "\0",
    "a\0b",
    "\ud800",
    "\ufdfa" * 1_000,
    "👩\u200d💻" * 300,
    "<s></s><mask>",
    "ㅎㅏㄴ",
)
