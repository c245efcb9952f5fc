"""This machine as a desk: the adapters put together."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.adapters.clock import LocalClock
from deploy.adapters.log import ConsoleLog
from deploy.control.aws import clients
from deploy.control.desk import Desk
from deploy.control.web.discord import Discord
from deploy.control.web.github import GitHub
from deploy.control.workshop.local import OutputFile, local_workshop

if TYPE_CHECKING:
    from deploy.control.forge import Forge
    from deploy.control.notifier import Notifier
    from deploy.control.settings import Settings


def local_desk() -> Desk:
    """Return the desk of this process: its environment, its clock, its terminal."""
    clock = LocalClock()
    endpoint = os.environ.get("AWS_ENDPOINT_URL")

    def forge(settings: Settings) -> Forge | None:
        if settings.github_token is None or settings.repository is None:
            return None
        return GitHub(
            repository=settings.repository,
            token=settings.github_token,
            clock=clock,
            api_url=settings.github_api_url,
        )

    def notifier(settings: Settings) -> Notifier | None:
        if settings.webhook is None:
            return None
        return Discord(webhook=settings.webhook, clock=clock)

    return Desk(
        env=dict(os.environ),
        clock=clock,
        log=ConsoleLog(clock),
        store=lambda settings: clients.object_store(
            settings.bucket or "", region=settings.region, endpoint_url=endpoint
        ),
        remote_shell=lambda settings: clients.remote_shell(
            region=settings.region, endpoint_url=endpoint
        ),
        forge=forge,
        notifier=notifier,
        workshop=local_workshop,
        outputs=lambda settings: None if settings.output is None else OutputFile(settings.output),
        write=_write,
        chance=lambda: secrets.token_hex(3),
    )


def _write(path: str, content: bytes) -> None:
    Path(path).write_bytes(content)
