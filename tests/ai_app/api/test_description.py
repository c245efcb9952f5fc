"""The API keeps what its description promises, whatever is asked.

Schemathesis makes up requests from the OpenAPI description, well-formed ones and malformed ones,
and checks each answer against it: its status, its body, its headers, who may ask.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from api.keys import EVERYBODY, digest_of
from tests.ai_app.api.test_main import served

pytestmark = pytest.mark.lengthy

KEY = "may-all"
EXAMPLES_MAX = 12


def few_judged(root: Path, place: Path) -> Path:
    """Give a directory of judged sets that are evaluated within a second."""
    place.mkdir()
    for name in ("mentors", "queries", "held_out_mentors", "held_out_queries"):
        file = f"{name}.jsonl"
        lines = (root / "ai_app" / "data" / "evaluation" / file).read_bytes().splitlines()
        (place / file).write_bytes(b"\n".join(lines[:3]))
    return place


def test_what_is_promised_is_kept(root: Path, tmp_path: Path) -> None:
    keys = {"all": {"sha256": digest_of(KEY), "scopes": sorted(EVERYBODY.scopes)}}
    settings = {
        "API_KEYS": json.dumps(keys),
        "REQUESTS_PER_MINUTE_MAX": "1000000",
        "EVALUATION_DIRECTORY": str(few_judged(root, tmp_path / "evaluation")),
    }
    with served(root / "ai_app", home=tmp_path, settings=settings) as port:
        command = (
            *(sys.executable, "-m", "schemathesis.cli"),
            *("--config-file", str(root / "tests" / "ai_app" / "schemathesis.toml")),
            *("run", f"http://127.0.0.1:{port}/openapi.json"),
            *("--header", f"Authorization: Bearer {KEY}", "--seed", "1"),
            *("--max-examples", str(EXAMPLES_MAX), "--mode", "all"),
        )
        hooks = {"SCHEMATHESIS_HOOKS": "tests.ai_app.lines", "PYTHONPATH": str(root)}
        environment = {**os.environ, **hooks}
        judged = subprocess.run(
            command, cwd=tmp_path, env=environment, check=False, capture_output=True, text=True
        )
    assert judged.returncode == 0, judged.stdout
    assert "Serialization not possible" not in judged.stdout
