"""The commands of the deployer, and what an operator is told when one does not go well."""

from __future__ import annotations

import json
import posixpath
from dataclasses import asdict, replace
from typing import TYPE_CHECKING

from deploy import (
    arguments,
    interruption,
    listing,
    preview,
    provision,
    provisioning,
    reception,
    redaction,
    snapshot,
    status,
)
from deploy.adapters.log import say, warn
from deploy.config import Config
from deploy.doctor import examination, finding
from deploy.errors import DeployError, unforeseen, unreadable
from deploy.interruption import Interrupted
from deploy.local import called, local_host, settled, variable
from deploy.model import Outcome
from deploy.report import document

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from deploy.host import Host
    from deploy.model import Apply, Restore

DONE, REFUSED = Outcome.SUCCEEDED.exit_code, Outcome.REFUSED.exit_code


def main(words: Sequence[str] | None = None, connect: Callable[[Config], Host] = local_host) -> int:
    """Carry out one command and return its exit code."""
    options = arguments.parse(words)
    try:
        with interruption.raised():
            if options.command == "receive":
                return reception.receive(connect)
            return _ended(_host(options, connect), options)
    except DeployError as error:
        return _refused(error.reason, error.advice, options)
    except Interrupted as error:
        return _refused(f"interrupted by {error}", "", options)
    except Exception as error:  # noqa: BLE001 - a traceback's exit code 1 would say: rolled back
        said = unforeseen(error)
        return _refused(said.reason, said.advice, options)


def _host(options: argparse.Namespace, connect: Callable[[Config], Host]) -> Host:
    """Return the host with its own settings, and with what the options change of them."""
    base = arguments.base(options, variable(arguments.BASE_VARIABLE))
    found = settled(connect(Config(base=base, program=called())))
    settings = arguments.applied(options, found.config)
    return replace(found, config=settings, layout=settings.layout)


def _ended(host: Host, options: argparse.Namespace) -> int:
    """Carry out the command on the host; an error's words leave without any secret."""
    try:
        return COMMANDS[options.command](host, options)
    except DeployError as error:
        return _refused(redaction.redact(host, error.reason), error.advice, options)
    except OSError as error:
        said = unreadable(error, host.layout.base)
        return _refused(redaction.redact(host, said.reason), said.advice, options)


def _refused(reason: str, advice: str, options: argparse.Namespace) -> int:
    """Say no in a line, and what to do in another: an operator's mistake is no traceback."""
    warn(f"REFUSED, nothing was touched: {reason}")
    if advice:
        warn(f"  next: {advice}")
    if options.json:
        said = {"reason": reason, "advice": advice or None}
        _print_json({"outcome": Outcome.REFUSED.value, "exit_code": REFUSED, **said})
    return REFUSED


def _apply(host: Host, options: argparse.Namespace) -> int:
    return _deploy(host, options, arguments.request(options))


def _recover(host: Host, options: argparse.Namespace) -> int:
    return _deploy(host, options, None)


def _deploy(host: Host, options: argparse.Namespace, request: Apply | Restore | None) -> int:
    """Carry out what changes the host, and say how it ended; as JSON, the report beside it."""
    verdict = interruption.judged(host, request)
    failed = verdict.exit_code != DONE and verdict.report is None
    (warn if options.json or failed else say)(verdict.message)
    if options.json:
        report = {} if verdict.report is None else document(verdict.report)
        _print_json({"message": verdict.message, **report, "exit_code": verdict.exit_code})
    return verdict.exit_code


def _rollback(host: Host, options: argparse.Namespace) -> int:
    if options.mode == "restore":
        return _deploy(host, options, arguments.request(options))
    found = listing.survey(host.view())
    if options.json:
        _print_json({half: [asdict(item) for item in items] for half, items in found.items()})
    else:
        say(listing.render(found))
    return DONE


def _status(host: Host, options: argparse.Namespace) -> int:
    found = status.survey(host)
    if options.json:
        _print_json(asdict(found))
    else:
        say(status.render(found))
    return DONE


def _preview(host: Host, options: argparse.Namespace) -> int:
    found = preview.forecast(host.view(), arguments.request(options))
    if options.json:
        _print_json(asdict(found))
    else:
        say(preview.render(found))
    return DONE


def _provision(host: Host, options: argparse.Namespace) -> int:
    """Show what the host lacks and, if it is agreed to, give it that."""
    view = host.view()
    found = provisioning.plan(view)
    shown = redaction.redact(host, provisioning.render(found))
    told = provision.carry_out(host) if options.yes else provision.show(view, found)
    if options.json:
        _print_json({"exit_code": told.exit_code, "message": told.message, "shown": shown})
        return told.exit_code
    if shown:
        say(shown)
    (say if told.exit_code == DONE else warn)(told.message)
    return told.exit_code


def _snapshot(host: Host, options: argparse.Namespace) -> int:
    """Print what the host looks like; a file of one's own is no part of the host."""
    content = snapshot.take(host)
    if options.output is None:
        say(content.decode().rstrip())
        return DONE
    host.files.write(posixpath.abspath(options.output), content, 0o600)
    return DONE


def _doctor(host: Host, options: argparse.Namespace) -> int:
    found = examination.examine(host)
    code = Outcome.NEEDS_PERSON.exit_code if finding.any_wrong(found) else DONE
    if options.json:
        _print_json({"exit_code": code, "findings": [asdict(each) for each in found]})
    else:
        say(finding.render(found))
    return code


COMMANDS: dict[str, Callable[[Host, argparse.Namespace], int]] = {
    "apply": _apply,
    "rollback": _rollback,
    "recover": _recover,
    "status": _status,
    "preview": _preview,
    "provision": _provision,
    "doctor": _doctor,
    "snapshot": _snapshot,
}


def _print_json(value: object) -> None:
    say(json.dumps(value, indent=1, sort_keys=True))
