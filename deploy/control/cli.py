"""The commands of the control side, and what is told when one has ended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from deploy import interruption
from deploy.adapters.log import say, warn
from deploy.control import arguments, commands, settings
from deploy.control.blotting import blot
from deploy.control.complaint import Unfit
from deploy.control.settings import Settings
from deploy.errors import DeployError
from deploy.interruption import Interrupted
from deploy.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from deploy.control.commands import Said
    from deploy.control.desk import Desk

REFUSED = Outcome.REFUSED.exit_code


def main(words: Sequence[str], desk: Desk) -> int:
    """Carry out one command at a desk, and return its exit code."""
    options = arguments.parse(words)
    if options.command == "vet":
        return _vetted(options.words, desk)
    found: Settings | None = None
    try:
        arguments.vet(options)
        found = settings.read(desk.env, *arguments.needed(options))
        with interruption.raised():
            said = commands.COMMANDS[options.command](desk, found, options)
    except Unfit as error:
        lines = [f"{each.what}\n  next: {each.cure}" for each in error.complaints]
        return _tell(_refusal("\n".join(lines)), found, as_json=options.json)
    except DeployError as error:
        advice = f"\n  next: {error.advice}" if error.advice else ""
        return _tell(_refusal(f"{error.reason}{advice}"), found, as_json=options.json)
    except Interrupted as error:
        return _tell(_refusal(f"interrupted by {error}"), found, as_json=options.json)
    return _tell(said, found, as_json=options.json)


def _vetted(words: Sequence[str], desk: Desk) -> int:
    """Say whether a command would be accepted, by its words and by what is set; ask nobody."""
    options = arguments.parse(words)
    try:
        arguments.vet(options)
        settings.read(desk.env, *arguments.needed(options))
    except DeployError as error:
        advice = f"\n  next: {error.advice}" if error.advice else ""
        return _tell(_refusal(f"{error.reason}{advice}"), None, as_json=False)
    return Outcome.SUCCEEDED.exit_code


def _refusal(why: str) -> Said:
    message = f"REFUSED, nothing was touched: {why}"
    return commands.Said(exit_code=REFUSED, message=message)


def _tell(said: Said, found: Settings | None, *, as_json: bool) -> int:
    """Print what a command came to, without any secret, and return its exit code."""
    secrets = () if found is None else found.secrets
    message = blot(said.message, secrets)
    (say if said.exit_code == 0 and not as_json else warn)(message)
    if as_json:
        document = {"exit_code": said.exit_code, "message": said.message, **(said.document or {})}
        say(blot(json.dumps(document, indent=1, sort_keys=True), secrets))
    return said.exit_code
