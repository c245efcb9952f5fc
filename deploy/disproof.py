"""Settings that what serves now disproves: with them no release could be proven, nor gone back to.

They are found before the stop. After it, the way back would fail as the way there did.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from deploy.errors import Refused, Unreachable
from deploy.health import NOT_FOUND, OK
from deploy.model import Command
from deploy.parsing import word
from deploy.pointed import live_release

if TYPE_CHECKING:
    from deploy.host import Host
    from deploy.model import Journal


def vet(host: Host, plan: Journal, *, through_proxy: bool) -> None:
    """Refuse paths, and an address of the proxy, at which what serves now does not answer.

    What does not serve well disproves nothing, and what a restore goes back to has the paths that
    it had.
    """
    config = host.config
    near = f"http://localhost:{config.port}"
    applies = plan.command is Command.APPLY
    health = _status(host, f"{near}{config.health_path}")
    if health == NOT_FOUND and applies:
        raise Refused(
            f"{near}{config.health_path} answers 404 on the release that serves now: the health"
            " path is wrong",
            "Correct health_path in infra/deploy.json; every release would be rolled back",
        )
    if health != OK:
        return
    if applies and _told_its_commit(host):
        version = f"{near}{config.version_path}"
        if _status(host, version) == NOT_FOUND:
            raise Refused(
                f"{version} answers 404 on the release that serves now, and there it told its"
                " commit: the version path is wrong",
                "Correct version_path in infra/deploy.json; every release would be rolled back",
            )
    if through_proxy and config.proxy_url:
        _vet_proxy(host, f"{near}{config.health_path}")


def _vet_proxy(host: Host, near: str) -> None:
    """Refuse an address at which another is, or nobody: a reload would not change that."""
    url = host.config.proxy_url
    try:
        answer = host.http.get(url, timeout_s=host.config.http_timeout_s)
    except Unreachable:
        said = "nobody answers"
    else:
        ours = answer.status == OK and word(answer.body, "status") == "ok"
        if ours or answer.status not in (OK, NOT_FOUND):  # a 502, say, may pass by itself
            return
        said = f"{answer.status} does, and not the service"
    raise Refused(
        f"{near} answers 200, and at {url} {said}: no release could be proven through the proxy",
        f"Correct proxy_url in infra/deploy.json, or the site of the proxy; see: curl -i {url}",
    )


def _told_its_commit(host: Host) -> bool:
    live = live_release(host)
    return live is not None and live.sha is not None


def _status(host: Host, url: str) -> int | None:
    """Return the status of an answer; None where there is none."""
    try:
        return host.http.get(url, timeout_s=host.config.http_timeout_s).status
    except Unreachable:
        return None
