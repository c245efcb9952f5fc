"""The control side's command line: its words, and what they ask for."""

from __future__ import annotations

import argparse
import functools
from typing import TYPE_CHECKING

from deploy.control import names
from deploy.control.errand import check_which
from deploy.control.order import check_tag
from deploy.errors import Refused
from deploy.instruction import Task
from deploy.model import parse_backup_id

if TYPE_CHECKING:
    from collections.abc import Sequence

EPILOG = """\
The environment says where: S3_ARTIFACTS_BUCKET, EC2_INSTANCE_ID, SERVER_BASE_PATH, AWS_REGION,
HEALTH_CHECK_URL, and with which rights: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, GITHUB_TOKEN.
DISCORD_WEBHOOK is told the outcome of each run that changes a host.

exit codes:
  0  done
  1  went back: the previous release serves
  2  refused: nothing was touched
  3  a person must look: the message says where, and the next command
"""


def parse(words: Sequence[str] | None) -> argparse.Namespace:
    """Read a command line; end the program, as argparse does, where it makes no sense."""
    return _parser().parse_args(words)


@functools.cache
def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m deploy",
        description="Publish a release, and have hosts elsewhere deploy it or go back.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_publish(commands)
    _add_release(commands)
    rollback = commands.add_parser("rollback", help="list or restore the backups of a host")
    modes = rollback.add_subparsers(dest="mode", required=True, metavar="MODE")
    _add_common(_on_host(modes, "list", "the newest backups"))
    restore = _on_host(modes, "restore", "the backup named, or the newest usable one")
    restore.add_argument("--backup-id", metavar="ID", help="empty means the newest usable one")
    restore.add_argument("--restore-dependencies", choices=("true", "false"), default="true")
    restore.add_argument(
        "--code-only", action="store_true", help="as ... --restore-dependencies false"
    )
    _add_common(restore, hosts=True)
    _add_common(_on_host(commands, "recover", "close what an interrupted run left open"))
    _add_common(_on_host(commands, "status", "what is live, and whether all agrees"))
    snapshot = _on_host(commands, "snapshot", "what the host looks like, to rehearse on")
    snapshot.add_argument("--output", metavar="FILE", required=True)
    _add_common(snapshot)
    watch = commands.add_parser("watch", help="watch a command to its end that was lost sight of")
    watch.add_argument("which", metavar="COMMAND_ID", help="its id, or the mark it was sent with")
    _add_common(watch)
    _add_vet(commands)
    return parser


if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001 - its only name


def _add_publish(commands: Commands) -> None:
    publish = commands.add_parser("publish", help="prove a release and store it")
    publish.add_argument("--wheel", metavar="FILE", help="the wheel; without it, it is built")
    publish.add_argument("--sha", help="the commit it was built from; without it, HEAD")
    publish.add_argument(
        "--branch", help="the branch of the commit; without it, the one checked out"
    )
    publish.add_argument("--json", action="store_true", help="print the result as JSON")


def _add_release(commands: Commands) -> None:
    release = commands.add_parser("release", help="have the hosts deploy a published commit")
    _add_common(release, hosts=True)
    fetch = commands.add_parser("fetch", help="have the wheel of a commit that may be released")
    fetch.add_argument("--output", metavar="FILE", required=True, help="where the wheel goes")
    _add_common(fetch)
    for parser in (release, fetch):
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--sha", help="the commit, 40 digits")
        which.add_argument("--latest", action="store_true", help="the newest commit that may be")
        parser.add_argument(
            "--manifest-sha256", metavar="DIGEST", help="the manifest's, as CI published it"
        )


def _add_vet(commands: Commands) -> None:
    """Add what asks no host: whether a command makes sense, and whether a commit was released."""
    vetted = commands.add_parser("vet", help="say whether a command makes sense; ask nobody")
    vetted.add_argument("words", nargs=argparse.REMAINDER, help="the command, as it would be given")
    _add_common(commands.add_parser("overlooked", help="is a commit of main not released, unseen?"))


def _on_host(commands: Commands, name: str, summary: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=summary, description=summary)
    parser.add_argument("--target", choices=("ec2",), required=True)
    return parser


def _add_common(parser: argparse.ArgumentParser, *, hosts: bool = False) -> None:
    parser.add_argument("--json", action="store_true", help="print the result as JSON")
    if not hosts:
        return
    parser.add_argument("--force", metavar="REASON", help="why what failed before will work now")
    parser.add_argument(
        "--targets", metavar="tag:KEY=VALUE", help="all hosts with a tag, a canary first"
    )
    parser.add_argument("--together-max", type=int, default=1, metavar="N", help="hosts at once")
    parser.add_argument("--failures-max", type=int, default=0, metavar="N", help="borne, then back")


def vet(options: argparse.Namespace) -> None:
    """Refuse every word that cannot be what it is for, before anything is asked of anybody."""
    given = vars(options)
    for name, value in given.items():
        if value == [] and name != "words":  # what argparse makes of `--name=--`
            option = name.replace("_", "-")
            raise Refused(f"--{option} cannot be '--'", f"Leave --{option} out, or give a value")
    if given.get("sha") is not None:
        names.parse_commit(given["sha"])
    if given.get("manifest_sha256") is not None:
        names.parse_digest(given["manifest_sha256"])
    if given.get("branch") is not None:
        names.parse_branch(given["branch"])
    if given.get("backup_id"):
        parse_backup_id(given["backup_id"])
    if given.get("force") is not None and not given["force"].strip():
        raise Refused("--force needs a reason", 'Say why: --force "the database is back"')
    if given.get("targets") is not None:
        tag(given["targets"])
    if given.get("which") is not None:
        check_which(given["which"])


def tag(text: str) -> tuple[str, str]:
    """Return key and value of `tag:KEY=VALUE`; raise `Refused` for anything else."""
    begin, colon, rest = text.partition(":")
    key, equals, value = rest.partition("=")
    if begin != "tag" or not colon or not equals:
        raise Refused(f"{text[:100]!a} names no tag", "Write --targets tag:KEY=VALUE")
    check_tag(key, value)
    return key, value


def task(options: argparse.Namespace) -> Task:
    """Return what a command has its host do."""
    if options.command == "release":
        return Task.APPLY
    if options.command == "rollback":
        return Task.LIST if options.mode == "list" else Task.RESTORE
    return Task(options.command)


HOSTLESS = ("fetch", "overlooked", "publish")
"""Commands that reach no host."""
STORELESS = ("overlooked",)
"""Commands that reach no bucket."""


def needed(options: argparse.Namespace) -> tuple[str, ...]:
    """Return the variables without which a command cannot be carried out."""
    if options.command in STORELESS:
        return ("GITHUB_REPOSITORY", "GITHUB_TOKEN")
    one_host = options.command not in HOSTLESS and vars(options).get("targets") is None
    return ("S3_ARTIFACTS_BUCKET", *(("EC2_INSTANCE_ID",) if one_host else ()))
