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
        "a command goes to one instance",
        "endpoint",
        "the service sends to fifty; there is one host, and anything else is refused aloud",
    ),
    Divergence(
        "remote shell",
        "a kill comes too late to stop what a script does",
        "fake",
        "in virtual time a runner carries out the whole script when it begins",
    ),
)
