"""Tests of what the logs of the process hold."""

import subprocess
import sys

ASKED = """
import logging.config, uvicorn
from uvicorn.config import LOGGING_CONFIG
logging.config.dictConfig(LOGGING_CONFIG)  # as the server does, before it imports the application
from api.logs import configure_logs
configure_logs("info")
logging.getLogger("uvicorn.access").info("%s - %s %s %s %d", "::1", "GET", "/mentors/7", "1.1", 200)
logging.getLogger("uvicorn.error").info("started")
"""


def test_the_server_does_not_log_paths_which_hold_ids() -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASKED], capture_output=True, text=True, check=True, cwd="ai_app"
    )
    assert "started" in told.stderr
    assert "mentors/7" not in told.stdout + told.stderr
