"""Hatch build hook: bakes into the wheel which commit it was built from, and when."""

import json
import os
import re
import subprocess
import tempfile
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHA = re.compile(r"[0-9a-f]{40}")


class ReleaseUnknown(SystemExit):
    """Nobody can say which commit this is: the build ends with one line, not a traceback."""


class BakeRelease(BuildHookInterface[Any]):
    """Adds ai_app/release.json to the wheel, and never to the source tree."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":  # runs from the checkout, which has no release
            return
        record = release(Path(self.root), version=self.metadata.version, environ=dict(os.environ))
        self._folder = tempfile.TemporaryDirectory()  # kept until the wheel is written
        baked = Path(self._folder.name) / "release.json"
        baked.write_text(json.dumps(record) + "\n", encoding="utf-8")
        build_data["force_include"][str(baked)] = "ai_app/release.json"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        del build_data, artifact_path
        if version != "editable":
            self._folder.cleanup()


def release(root: Path, *, version: str, environ: dict[str, str]) -> dict[str, str]:
    """Say what is being built, as the service will say it."""
    epoch = environ.get("SOURCE_DATE_EPOCH")
    built_at = datetime.fromtimestamp(int(epoch), timezone.utc) if epoch else now()
    return {"sha": sha(root, environ=environ), "version": version, "built_at": iso(built_at)}


def sha(root: Path, *, environ: dict[str, str]) -> str:
    """Give the commit: what the environment says, else what git says."""
    found = environ.get("REFIT_RELEASE_SHA") or checked_out(root)
    if not SHA.fullmatch(found):
        raise ReleaseUnknown(f"REFIT_RELEASE_SHA must be 40 lowercase hex digits, not {found!r}")
    return found


def checked_out(root: Path) -> str:
    """Ask git, in this very checkout: an enclosing repository would answer with its own commit."""
    reason = f"{root} is not a git checkout"
    if (root / ".git").exists():
        command = ("git", "-C", str(root), "rev-parse", "--verify", "HEAD")
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:
            reason = f"git does not run: {error}"
        else:
            if done.returncode == 0:
                return done.stdout.strip()
            reason = " ".join(done.stderr.split())
    raise ReleaseUnknown(
        f"cannot tell which commit this is ({reason}); set REFIT_RELEASE_SHA to its 40 hex digits"
    )


def now() -> datetime:
    """Give the present moment, in UTC."""
    return datetime.now(timezone.utc)


def iso(moment: datetime) -> str:
    """Write a moment to the second, as ISO 8601 in UTC."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")
