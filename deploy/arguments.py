"""The command line: its words, and the requests and settings they mean."""

from __future__ import annotations

import argparse
import posixpath
from dataclasses import replace
from typing import TYPE_CHECKING

from deploy import __version__
from deploy.config import Config, check_base
from deploy.errors import Refused
from deploy.model import Apply, Restore
from deploy.settings import check_setting

if TYPE_CHECKING:
    from collections.abc import Sequence

BASE_VARIABLE = "SERVER_BASE_PATH"
BASE = "/home/ubuntu/refit"
EXIT_CODES = """\
on hosts elsewhere, through AWS: publish, release, watch, and others with --target ec2
  (python -m deploy release --help)

exit codes:
  0  done
  1  went back: the previous release serves
  2  refused: nothing was touched
  3  a person must look: the message says where, and the next command
"""


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Read a command line; end the program, as argparse does, where it makes no sense."""
    common = _common()
    parser = argparse.ArgumentParser(
        prog="deploy",
        description="Deploy a wheel of the service on this host, and roll it back.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"deploy {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(group: Commands, name: str, summary: str) -> argparse.ArgumentParser:
        return group.add_parser(name, help=summary, description=summary, parents=[common])

    _add_wheel(add(commands, "apply", "deploy a wheel"), required=True)
    rollback = commands.add_parser("rollback", help="list backups, or restore one")
    modes = rollback.add_subparsers(dest="mode", required=True, metavar="MODE")
    add(modes, "list", "list the newest backups")
    _add_backup(add(modes, "restore", "restore a backup: the one named, or the newest usable one"))
    add(commands, "recover", "close what an interrupted run left open")
    add(commands, "status", "say what is live, and whether all agrees")
    add(commands, "doctor", "say what is wrong with this host, and what mends it; changes nothing")
    snapshot = add(commands, "snapshot", "say what this host looks like, as a document")
    snapshot.add_argument("--output", metavar="FILE", help="write it there, not to the terminal")
    _add_yes(add(commands, "provision", "give this host the configuration of PM2 and Caddy"))
    commands.add_parser(
        "receive",
        help="carry out the instruction on standard input, as the control side has it sent",
    ).set_defaults(json=False)
    preview = add(commands, "preview", "say what an apply or a restore would do; changes nothing")
    preview.add_argument("--restore", action="store_true", help="preview a restore, not an apply")
    _add_wheel(preview, required=False)
    _add_backup(preview)
    options = parser.parse_args(arguments)
    for name, value in vars(options).items():
        if value == []:  # what argparse makes of `--backup-id=--`: it would mean "the newest"
            parser.error(f"--{name.replace('_', '-')} cannot be '--'")
    return options


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def _common() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--base",
        metavar="DIR",
        help=f"directory that holds app, backups, infra (default: ${BASE_VARIABLE}, else {BASE})",
    )
    common.add_argument(
        "--no-service", action="store_true", help="deploy the files alone: no PM2, no health check"
    )
    common.add_argument("--python", metavar="VERSION", help="interpreter of new environments")
    common.add_argument("--json", action="store_true", help="print the result as JSON")
    return common


def _add_yes(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--yes", action="store_true", help="change what differs; without it, it is only shown"
    )


def _add_wheel(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--wheel", metavar="FILE", required=required, help="the wheel to deploy")
    parser.add_argument("--sha", required=required, help="the commit it was built from, 40 digits")
    parser.add_argument("--sha256", metavar="DIGEST", help="the SHA-256 that the wheel must have")
    if required:
        _add_force(parser)


def _add_backup(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--backup-id", metavar="ID", help="20260127150000, code_20260127150000 or wheel_..."
    )
    parser.add_argument(
        "--code-only", action="store_true", help="leave the installed packages as they are"
    )
    _add_force(parser)


def _add_force(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--force", metavar="REASON", help="why a release that was rolled back will work now"
    )


def request(options: argparse.Namespace) -> Apply | Restore:
    """Return the request that the options of an apply, a restore or a preview mean."""
    if options.command == "rollback" or (options.command == "preview" and options.restore):
        # Empty means none given: a pipeline passes its inputs through as they are.
        return Restore(
            backup_id=options.backup_id or None, code_only=options.code_only, force=options.force
        )
    if not options.wheel or not options.sha:
        raise Refused("which wheel?", "Give --wheel FILE and --sha SHA")
    return Apply(
        wheel=posixpath.abspath(options.wheel),
        sha=options.sha,
        sha256=options.sha256,
        force=options.force,
    )


def base(options: argparse.Namespace, variable: str | None) -> str:
    """Return the base directory: as given, else by the environment, else the production one."""
    if options.base is not None:
        return check_base(options.base)
    if variable is None:
        return BASE
    if not variable.strip():
        raise Refused(f"{BASE_VARIABLE} is set but empty", "Set it, unset it, or give --base DIR")
    return check_base(variable)


def applied(options: argparse.Namespace, config: Config) -> Config:
    """Return the settings of a host as the options change them."""
    if options.no_service:
        config = replace(config, service=False)
    if options.python is not None:
        config = replace(config, python=str(check_setting("--python", "python", options.python)))
    return config
