"""Small stand-ins for the actions that our workflows use."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.workflows import words
from tests.workflows.tokens import NotUnderstood

if TYPE_CHECKING:
    from tests.workflows.stepping import Runner

CHECKED_OUT = ".git"


def carry_out(runner: "Runner", name: str, given: Mapping[str, str]) -> tuple[int, str]:
    """Carry out an action; return how it ended, and what it said."""
    action = ACTIONS.get(name.partition("@")[0])
    if action is None:
        raise NotUnderstood(f"the action {name}")
    return action(runner, given)


def _only(given: Mapping[str, str], *known: str) -> None:
    if set(given) - set(known):
        raise NotUnderstood(f"inputs of an action: {set(given) - set(known)}")


def _checkout(runner: "Runner", given: Mapping[str, str]) -> tuple[int, str]:
    from tests.workflows.stepping import permissions  # noqa: PLC0415 - it imports this

    _only(given, "persist-credentials")
    if permissions(runner.job).get("contents") not in ("read", "write"):
        return 1, "fatal: repository not found: the token may not read contents"
    if given.get("persist-credentials") != "false":
        raise NotUnderstood("the token is left in the checkout, for every later step")
    (runner.workspace / CHECKED_OUT).write_text(runner.job.run.sha)
    return 0, f"HEAD is now at {runner.job.run.sha}"


def _setup_python(runner: "Runner", given: Mapping[str, str]) -> tuple[int, str]:
    _only(given, "python-version")
    words.place(runner.programs / "python")
    return 0, f"Python {given['python-version']}"


def _upload(runner: "Runner", given: Mapping[str, str]) -> tuple[int, str]:
    _only(given, "name", "path", "if-no-files-found", "overwrite")
    files = sorted(runner.workspace.glob(given["path"]))
    if not files:
        ends = {"error": 1, "ignore": 0}[given["if-no-files-found"]]
        return ends, "No files were found with the provided path"
    if given["name"] in runner.here.artifacts and given.get("overwrite") != "true":
        return 1, "an artifact with this name already exists"
    runner.here.artifacts[given["name"]] = [file.name for file in files]
    return 0, f"{len(files)} uploaded"


ACTIONS = {
    "actions/checkout": _checkout,
    "actions/setup-python": _setup_python,
    "actions/upload-artifact": _upload,
}
