"""What the control side takes from its environment: each value checked, each bad one named."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deploy.config import check_base
from deploy.control.names import REPOSITORY
from deploy.control.secret import Secret
from deploy.control.webhook import FORM, parse_webhook
from deploy.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

REGION = "ap-northeast-2"
BASE = "/home/ubuntu/refit"
PORT = r"([0-9]{1,4}|[1-5][0-9]{4}|6[0-4][0-9]{3}|65[0-4][0-9]{2}|655[0-2][0-9]|6553[0-5])"
FORMS = {
    "AWS_REGION": r"[a-z]{2}(-[a-z]{2,12}){1,3}-[0-9]{1,2}",
    "S3_ARTIFACTS_BUCKET": r"(?!.*\.\.)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
    "EC2_INSTANCE_ID": r"i-([0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17}",
    "HEALTH_CHECK_URL": r"https?://[A-Za-z0-9.-]{1,253}(:" + PORT + r")?/[A-Za-z0-9._~/-]{0,200}",
    "GITHUB_REPOSITORY": REPOSITORY.pattern,
    "GITHUB_RUN_ID": r"[0-9]{1,20}",
    "GITHUB_RUN_ATTEMPT": r"[0-9]{1,6}",
    "GITHUB_SERVER_URL": r"https://[A-Za-z0-9.-]{1,253}",
    "GITHUB_API_URL": r"https://[A-Za-z0-9.-]{1,253}(/[A-Za-z0-9._/-]{0,100})?",
    "GITHUB_OUTPUT": r"/[^\0\n]{1,1000}",
}
"""What each value looks like, whole. They are no secrets: a bad one is quoted."""
SECRETS = {
    "AWS_ACCESS_KEY_ID": r"[A-Z0-9]{16,128}",
    "AWS_SECRET_ACCESS_KEY": r"[A-Za-z0-9/+=]{16,256}",
    "AWS_SESSION_TOKEN": r"[A-Za-z0-9/+=]{16,4096}",
    "DISCORD_WEBHOOK": FORM.pattern,
    "GITHUB_TOKEN": r"[A-Za-z0-9_.=-]{8,1000}",
}
"""The same of secrets: of a bad one only the name is told."""
PAIR = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The control side's settings; what a command does not need may be None."""

    region: str
    base: str
    bucket: str | None
    instance: str | None
    health_url: str | None
    webhook: Secret | None
    repository: str | None
    github_token: Secret | None
    github_api_url: str
    run: str | None
    """Which run of CI this is, as the beginning of an instruction's id."""
    run_url: str | None
    output: str | None
    """The file that takes the outputs of a step."""
    secrets: tuple[Secret, ...]
    """All that must never be told, for whoever tells."""


def read(env: Mapping[str, str], *needed: str) -> Settings:
    """Read the environment; raise `Refused` once, with everything that is wrong.

    An empty value is how CI passes a secret that nobody has set: it never means "none".
    """
    wrong = [*_malformed(env), *_half_set(env)]
    wrong += [f"{name} is not set" for name in needed if name not in env]
    try:
        base = check_base(env.get("SERVER_BASE_PATH", BASE))
    except Refused as error:
        wrong.append(f"SERVER_BASE_PATH: {error.reason}")
        base = BASE
    if wrong:
        raise Refused("; ".join(wrong), "Set them: in CI as secrets of the environment, else here")
    return Settings(
        region=env.get("AWS_REGION", REGION),
        base=base,
        bucket=env.get("S3_ARTIFACTS_BUCKET"),
        instance=env.get("EC2_INSTANCE_ID"),
        health_url=env.get("HEALTH_CHECK_URL"),
        webhook=parse_webhook(env["DISCORD_WEBHOOK"]) if "DISCORD_WEBHOOK" in env else None,
        repository=env.get("GITHUB_REPOSITORY"),
        github_token=_secret(env, "GITHUB_TOKEN"),
        github_api_url=env.get("GITHUB_API_URL", "https://api.github.com"),
        run=_run(env),
        run_url=_run_url(env),
        output=env.get("GITHUB_OUTPUT"),
        secrets=tuple(Secret(name, env[name]) for name in SECRETS if name in env),
    )


def _malformed(env: Mapping[str, str]) -> list[str]:
    wrong = []
    for name, form in (FORMS | SECRETS).items():
        value = env.get(name)
        if value is None or re.fullmatch(form, value) is not None:
            continue
        if not value.strip():
            wrong.append(f"{name} is set but empty")
        elif name in SECRETS:
            wrong.append(f"{name} does not look like one")
        else:
            wrong.append(f"{name} cannot be {value[:100]!a}")
    return wrong


def _half_set(env: Mapping[str, str]) -> list[str]:
    there = [name for name in PAIR if name in env]
    return [f"{name} is not set, {there[0]} is" for name in PAIR if there and name not in env]


def _secret(env: Mapping[str, str], name: str) -> Secret | None:
    return Secret(name, env[name]) if name in env else None


def _run(env: Mapping[str, str]) -> str | None:
    if "GITHUB_RUN_ID" not in env:
        return None
    return f"run-{env['GITHUB_RUN_ID']}-{env.get('GITHUB_RUN_ATTEMPT', '1')}"


def _run_url(env: Mapping[str, str]) -> str | None:
    if "GITHUB_RUN_ID" not in env or "GITHUB_REPOSITORY" not in env:
        return None
    server = env.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{env['GITHUB_REPOSITORY']}/actions/runs/{env['GITHUB_RUN_ID']}"
