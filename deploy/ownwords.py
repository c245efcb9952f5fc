"""The deployer's own words: they are told whatever a `.env` file holds, or no message made sense.

`DB_USER=ubuntu` and `ENVIRONMENT=production` are no secrets, and a password that is such a word
cannot be kept from anybody: it stands in every path and every command.
"""

from __future__ import annotations

import functools
from functools import cached_property
from typing import TYPE_CHECKING

from deploy.layout import Layout
from deploy.model import Command, Outcome, Phase

if TYPE_CHECKING:
    from deploy.config import Config

COMMANDS = "apply rollback list restore recover status preview provision doctor snapshot receive"
OPTIONS = (
    "--base --wheel --sha256 --force --backup-id --code-only --no-service --yes --json --output"
)
STEPS = """
    check fetch back_up back_up_for_safety build_environment choose_backup stage_backup
    stage_environment stage_code flush stop adopt point_to_new point_to_previous start
    finish_adoption reload_proxy verify record save_processes prune keep_running
    discard_prepared journal begin
"""
CALLS = """
    sudo systemctl start --only --env production && save delete resurrect chown chmod mkdir
    python3 -m deploy pip install venv import release environment backup service process port
"""
SAID = """
    REFUSED, nothing live was touched NEEDS A PERSON next: why: dependencies: [next] live: since:
    drift: open: online stopped errored launching http https localhost 127.0.0.1 0.0.0.0
    true false null none main debug info warning error critical development staging test
"""
DIGITS_MAX = 5
"""A number as short as a port, a limit or a year is no secret."""


def is_own(config: Config, value: str) -> bool:
    """Say whether a value stands in what the deployer says of itself, or is a short number."""
    if value.isdigit():
        return len(value) <= DIGITS_MAX
    return value in _all(config)


@functools.lru_cache(maxsize=8)
def _all(config: Config) -> str:
    """Return the paths, names and words that the deployer tells of a host."""
    settings = (
        *(config.program, config.python, config.app_name, config.health_path, config.version_path),
        *(config.pm2, config.uv, config.caddy, config.pm2_home, config.caddyfile),
        *(config.site_address, *config.extras, *config.kept),
    )
    words = (each.value for kind in (Outcome, Phase, Command) for each in kind)
    paths = (getattr(config.layout, name) for name in _PATHS)
    return "\n".join((*settings, *paths, *words, COMMANDS, OPTIONS, STEPS, CALLS, SAID))


_PATHS = [name for name, each in vars(Layout).items() if isinstance(each, cached_property)]
