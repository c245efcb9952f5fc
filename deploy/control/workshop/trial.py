"""The trial of a wheel: its entry module imports where only what it declares is installed."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from deploy.control.artifact import INTERPRETER, LOCK
from deploy.control.strict import shown
from deploy.environments import IMPORTED
from deploy.errors import CommandFailed
from deploy.tree import digest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from deploy.control.workshop import Workshop

HOSTS = "3.11"
"""What the host runs the service with."""
INSTALL_S, PROGRAM_S, IMPORT_S = 600, 60, 120
ENTRY = f"""
from api.main import app
import sys
if "ai_app" in sys.modules:
    sys.exit("the app imports itself from site-packages, as ai_app: its imports are rooted in it")
print({IMPORTED!r})
"""
"""What uvicorn does with `api.main:app`; that it was done is told, as an exit proves nothing."""
NAMED = 'import sys; print("%d.%d" % sys.version_info[:2])'


def stand(workshop: Workshop, file_name: str, content: bytes, lock: bytes) -> str:
    """Install a wheel as the lock says into an empty environment; return its Python's version.

    Only what the wheel declares is installed, and that only in the versions, and with a digest,
    of the lock. Raises `CommandFailed` where the wheel declares what the lock does not hold.
    """
    files, place = workshop.files, workshop.place
    files.make_directory(f"{place}/wheel")
    files.write(f"{place}/wheel/{file_name}", content)
    files.write(f"{place}/{LOCK}", lock)
    address = quote(f"{place}/wheel/{file_name}")
    wanted = f"refit-ai-service @ file://{address} --hash=sha256:{digest(content)}\n"
    files.write(f"{place}/requirements.txt", wanted.encode())
    _make(workshop)
    python = f"{place}/environment/bin/python"
    workshop.run(
        *(workshop.uv, "pip", "install", "--no-python-downloads", "--python", python),
        *("--require-hashes", "-r", f"{place}/requirements.txt", "-c", f"{place}/{LOCK}"),
        timeout_s=INSTALL_S,
    )
    version = workshop.run("env", "-i", python, "-c", NAMED, timeout_s=PROGRAM_S).strip()
    if re.fullmatch(INTERPRETER, version) is None:
        raise CommandFailed(f"{python} does not tell its version but {shown(version)}")
    return version


def _make(workshop: Workshop) -> None:
    """Make an environment with the host's version of Python, or else with the running one."""
    words = (workshop.uv, "venv", "--no-python-downloads")
    environment = f"{workshop.place}/environment"
    try:
        workshop.run(*words, "--python", HOSTS, environment, timeout_s=PROGRAM_S)
    except CommandFailed:
        workshop.log.note(f"Python {HOSTS} is not here: the trial is on the running one")
        workshop.run(*words, "--python", workshop.python, environment, timeout_s=PROGRAM_S)


def import_entry(workshop: Workshop, app: Mapping[str, bytes]) -> None:
    """Import the entry module as the host does; raise `CommandFailed` with the traceback's end.

    `app` are the files of the run directory, by path. It is the working directory and the
    PYTHONPATH, and all else of this machine's surroundings is taken away: what a developer's
    shell or a job sets would make an import succeed that fails on the host.
    """
    code = f"{workshop.place}/app/ai/ai_app"
    for folder in sorted({f"{code}/{path}".rpartition("/")[0] for path in app} | {code}):
        workshop.files.make_directory(folder)
    for path, content in sorted(app.items()):
        workshop.files.write(f"{code}/{path}", content)
    python = f"{workshop.place}/environment/bin/python"
    words = ("env", "-i", f"PYTHONPATH={code}", python, "-B", "-c", ENTRY)
    try:
        told = workshop.run(*words, timeout_s=IMPORT_S, cwd=code)
    except CommandFailed as error:
        said = f"the entry module does not import in a clean environment: {error.reason}"
        raise CommandFailed(said) from error
    if IMPORTED not in told.splitlines():
        raise CommandFailed("the entry module does not import: it ends the program, with success")
