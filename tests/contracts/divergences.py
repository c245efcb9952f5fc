"""Where a stand-in is known to differ from what it stands in for, by name and with the reason.

Each line has a test that sees the difference: one that is gone fails, and the line goes too.
"""

from typing import NamedTuple


class Divergence(NamedTuple):
    """One difference: of which port, what, in which stand-in, and why it stays."""

    port: str
    behaviour: str
    where: str
    reason: str


DIVERGENCES = (
    Divergence(
        "object store",
        "a wrong checksum is accepted",
        "moto",
        "S3 refuses it (BadDigest); moto never compares. The fake takes no checksum from outside",
    ),
    Divergence(
        "object store",
        "a signed address never expires",
        "moto",
        "S3 answers 403 after its time; moto never looks at it. The fake does",
    ),
    Divergence(
        "object store",
        "a signed address opens other keys too",
        "moto",
        "S3 compares the signature with the request; moto does not. The fake does",
    ),
    Divergence(
        "object store",
        "any credentials will do",
        "moto",
        "switched on, moto's own check also wants its users and policies made first",
    ),
    Divergence(
        "object store",
        "the head of a missing bucket names the bucket",
        "moto",
        "S3 answers a HEAD with a bare 404; the adapter takes both for nothing there",
    ),
    Divergence(
        "remote shell",
        "nothing is run and all succeeds",
        "moto",
        "so moto is no stand-in here: the endpoint of the sandbox is",
    ),
    Divergence(
        "remote shell",
        "exit code 194 is a failure",
        "fake and endpoint",
        "the real agent reboots the instance and runs the script again; no script of ours says 194",
    ),
    Divergence(
        "remote shell",
        "a sixth command runs beside five others",
        "fake and endpoint",
        "the real agent has five workers, and the sixth waits; a deployment sends one",
    ),
    Divergence(
        "remote shell",
        "a command goes to instances by their ids alone",
        "endpoint",
        "the service takes tags as targets too; ours are looked up first, and told by their ids",
    ),
    Divergence(
        "remote shell",
        "a kill comes too late to stop what a script does",
        "fake",
        "in virtual time a runner carries out the whole script when it begins",
    ),
    Divergence(
        "files",
        "permissions forbid nothing",
        "fake",
        "one user does everything; what is another's is told by `owned`, which the deployer asks",
    ),
    Divergence(
        "files",
        "what is written takes no room",
        "fake",
        "how much is left is a setting of the story; a full disk is a fault at any single write",
    ),
    Divergence(
        "files",
        "a killed write leaves nothing behind",
        "fake",
        "really `.NAME.writing` may stay; that both overwrite one is in the suite",
    ),
    Divergence(
        "files",
        "there is one file system",
        "fake",
        "so no EXDEV: what the deployer moves, it moves within one application directory",
    ),
    Divergence(
        "files",
        "a pipe, a socket or a device is no file",
        "fake",
        "nothing makes one where the deployer works; the adapter's own tests refuse them",
    ),
    Divergence(
        "commands",
        "a program has no children of its own",
        "fake",
        "the fakes are functions; that a group dies with its program is tested on the adapter",
    ),
    Divergence(
        "commands",
        "programs write text",
        "fake",
        "bytes that are no text are replaced by the adapter, and tested there",
    ),
    Divergence(
        "http",
        "there is no TLS",
        "fake",
        "the health check of a deployment asks this machine, without TLS",
    ),
    Divergence(
        "http",
        "there is one machine",
        "fake",
        "no name leads elsewhere; the control side has ports of its own",
    ),
    Divergence(
        "processes",
        "a process has one port",
        "fake",
        "the service has one; of Caddy only the sites are modelled, and they are not listed",
    ),
    Divergence(
        "uv",
        "a requirement requires nothing itself",
        "fake",
        "the world's index has no metadata; stories are about the app's own requirements",
    ),
    Divergence(
        "uv",
        "environments share no files with the cache",
        "fake",
        "files are values there, never written in place; the ports write none in place either",
    ),
    Divergence(
        "uv",
        "only what is called for is there",
        "fake",
        "scripts for other shells and commands that no deployer uses are left out, aloud",
    ),
    Divergence(
        "uv",
        "a marker of a requirement is not weighed",
        "fake",
        "but for `extra`: the app's own requirements carry no other",
    ),
    Divergence(
        "uv",
        "what a lock names is there",
        "fake",
        "the world's index knows the files of this checkout's lock, and believes any other lock",
    ),
    Divergence(
        "uv",
        "the index keeps every version up to its newest",
        "fake",
        "as the public index does; that of a sandbox holds one of each",
    ),
    Divergence(
        "uv",
        "what is installed cannot be imported",
        "fake",
        "no Python runs in a world; what an app needs is looked up by its metadata",
    ),
    Divergence(
        "caddy",
        "there are no connections to keep alive or to cut",
        "fake",
        "a reload that changes nothing keeps the real ones, and any other cuts them",
    ),
    Divergence(
        "caddy",
        "a request in flight is not seen beside others",
        "fake",
        "one thing happens at a time in a world; the deployer asks one question at a time",
    ),
    Divergence(
        "caddy",
        "of several upstreams the first is asked",
        "fake",
        "the service has one upstream; balancing would be chance",
    ),
    Divergence(
        "pm2",
        "help is one line",
        "fake",
        "the text of the help is PM2's manual; only that it is no failure counts",
    ),
    Divergence(
        "pm2",
        "the pretty list is JSON",
        "fake",
        "PM2 prints what node's inspect makes of it; no program reads it",
    ),
    Divergence(
        "pm2",
        "a command that nobody here uses is unknown",
        "fake",
        "monitoring, modules, git and the like: the fake says so aloud",
    ),
    Divergence(
        "pm2",
        "the list has no line of host metrics",
        "fake",
        "the fake host has none",
    ),
    Divergence(
        "pm2",
        "the logs of all lack PM2's own",
        "fake",
        "the fake daemon keeps no log",
    ),
    Divergence(
        "pm2",
        "a configuration that is none is told without a trace",
        "fake",
        "the trace names files of PM2",
    ),
    Divergence(
        "pm2",
        "apps of node are like all others",
        "fake",
        "no cluster mode, no version of node in their entries: the service is no such app",
    ),
    Divergence(
        "pm2",
        "max_memory_restart never strikes",
        "fake",
        "every app of the model uses as much memory as any other",
    ),
    Divergence(
        "pm2",
        "two calls at once are one after the other",
        "fake",
        "virtual time has one hand; the real ones may hang, seldom",
    ),
)
