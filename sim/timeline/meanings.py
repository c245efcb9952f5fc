"""What each fault, each oracle and each step means, in words for one who never saw the code."""

from __future__ import annotations

from deploy import deployment
from sim.events import EVENTS
from sim.faults import Fault
from sim.timeline.words import shown

ALWAYS = {
    "kill": "the deployer is killed just before it",
    "kill_after": "it is done, and in that moment the deployer is killed",
    "kill_amid": "the deployer is killed in the middle of it, after stroke {number}",
    "power_nothing": "it is done, then the power fails: all processes end, and nothing is left of "
    "what nobody had flushed",
    "power_all": "it is done, then the power fails: all processes end, and the disk has kept even "
    "what nobody had flushed",
    "power_names": "it is done, then the power fails: all processes end, and of what nobody had "
    "flushed the disk has kept the names, but no data",
    "power_data": "it is done, then the power fails: all processes end, and of what nobody had "
    "flushed the disk has kept the data, but no new name",
    "power_drop": "it is done, then the power fails: all processes end, and of all unflushed "
    "writes number {number} is lost",
    "power_torn": "it is done, then the power fails: all processes end, and of all unflushed "
    "writes number {number} is cut in half",
    "power_amid": "the power fails in the middle of it, after stroke {number}: all processes end",
    "sigint": "in that moment a person interrupts the control side",
}
"""By the kind alone."""
BY_PORT = {
    "files": {
        "error": "the disk gives an input/output error",
        "lost": "it is done, but the disk reports an error",
        "full": "the disk is full",
        "corrupt": "one bit of the content is flipped, and nobody says so",
        "half": "only half of it is removed, then the disk gives an error",
        "taken": "another process holds the lock",
        "none": "the disk says that no byte is free",
    },
    "run": {
        "fails": "the program does nothing and exits with an error",
        "hangs": "the program never ends, until its time is over",
        "lost": "the program does its work, but exits with an error",
        "missing": "the program is not there",
        "tells": "the program fails, and prints a secret of the host",
        "noise": "the program does its work, and prints a banner before its answer",
        "dips": "PM2 says `stopped` of an app that is only between two lives",
    },
    "http": {
        "refused": "the connection is refused",
        "silent": "no answer comes until the time is over",
        "stranger": "another program answers",
        "lost": "the request is carried out, and the connection breaks before the answer",
        "403": "the answer is 403",
        "404": "the answer is 404",
        "500": "the answer is 500",
    },
    "processes": {
        "hidden": "the process that listens is there, but who it is cannot be seen",
        "ignored": "the process ignores the signal",
    },
    "uv": {"full": "uv finds the disk full, and leaves half a file"},
}
"""By the port and the kind."""
DISTANT = {
    "error": "the service does nothing and answers with an error",
    "lost": "it is carried out, but the reply is lost",
    "slow": "nothing is done, and no reply comes for 30 seconds",
    "throttled": "the service refuses it: too many requests",
    "denied": "the service refuses it: access denied",
    "corrupt": "one bit of what arrives is flipped",
    "late": "the service does not know of it yet",
}
"""Of the services that are far away."""
PORTS = {
    "files.read": "reading a file",
    "files.names": "listing a directory",
    "files.walk": "looking through a tree",
    "files.make_directory": "making a directory",
    "files.write": "writing a file",
    "files.copy": "copying a file",
    "files.link": "setting a link",
    "files.rename": "renaming",
    "files.exchange": "exchanging two names",
    "files.remove": "removing",
    "files.flush": "flushing the disk",
    "files.lock": "taking the lock",
    "files.free_bytes": "asking for the free room",
    "run.uv": "a call of uv",
    "run.python": "a call of Python",
    "run.pm2": "a call of pm2",
    "run.caddy": "a call of caddy",
    "http.get": "an HTTP request",
    "http.put": "an HTTP upload",
    "processes.listener": "looking who listens on a port",
    "processes.end": "ending a process",
    "uv.write": "uv writing a file",
    "clock.sleep": "waiting",
}
"""What each operation is."""
ORACLES = {
    "bounded": "calls and virtual time stay within bounds",
    "complete": "what has a manifest has every file",
    "converges": "once all is mended, one more command ends as it should",
    "ending": "without faults the scenario ends as it says",
    "leak": "nothing is left behind: no temporary file, no half release, no old report",
    "level 3": "one passing fault never costs a person",
    "lock": "nothing is changed without the lock",
    "message": "one message at most is sent, and it says what the exit code says",
    "mixed": "a process never serves while its files become another release's",
    "order": "the acts come in the contract's order",
    "outside": "nothing outside the service's own places is written",
    "owner": "PM2 owns the process that listens",
    "pair": "code and environment are of one release",
    "pointer": "the run directory is where the pointer leads",
    "reboot": "after a reboot the service would come back",
    "record": "record, pointer and manifest name one release",
    "report": "the report says what is",
    "restorable": "there is a verified way back at every moment",
    "retention": "no usable backup goes before its time",
    "secret": "no secret leaves its host",
    "secrets": "no secret of the host is told",
    "start": "the host of the scenario can be built",
    "tenants": "other programs on the host are untouched",
    "torn": "the run directory is one whole release at every moment",
    "twice": "nothing is carried out twice",
    "unaccounted": "no command is left running and unnamed",
    "unreadable": "the world can be read at all",
    "untouched": "a refusal touched nothing",
    "verdict": "what is told is what is served",
    "way back": "the release to go back to stays until the new one is proven",
    "words": "who calls a person says what to do next",
}
"""What each oracle watches over."""


def fault(what: Fault) -> str:
    """Say what a fault means."""
    port, (kind, _, number) = what.site.op.partition(".")[0], what.kind.partition(".")
    event = EVENTS.get(kind)
    meaning = ALWAYS.get(kind) or BY_PORT.get(port, DISTANT).get(kind)
    if event is not None:
        said = (event.__doc__ or kind).partition("\n")[0].rstrip(".")
        meaning = f"just before it, {said[0].lower()}{said[1:]}"
    return (meaning or f"it fails in the way `{shown(kind)}`").replace("{number}", number)


def operation(op: str) -> str:
    """Say what an operation is."""
    return PORTS.get(op, f"the request `{shown(op)}`")


def oracle(name: str) -> str:
    """Say what an oracle watches over; empty where nobody says."""
    return ORACLES.get(name, "")


def step(name: str) -> str:
    """Return what a step does; empty for what is no step of a deployment."""
    tuples = (
        *(deployment.PREPARE_RELEASE, deployment.PREPARE_RESTORE, deployment.CHANGE),
        *(deployment.RESTORE, deployment.RESUME, deployment.FINISH, deployment.GIVE_UP),
    )
    if name == "person":
        return "What a person does, or the machine when it starts."
    docs = {each.__name__: each.__doc__ or "" for steps in tuples for each in steps}
    return docs.get(name, "").partition("\n")[0]
