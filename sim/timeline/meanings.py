"""What each fault, operation, oracle and step means, in words for one who never saw the code."""

from __future__ import annotations

from deploy import deployment
from sim.harm.events import EVENTS
from sim.harm.faults import Fault
from sim.timeline.kinds import ALWAYS, BY_PORT, DISTANT
from sim.timeline.words import shown

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
    "files.free_inodes": "asking how many names there is room for",
    "run.uv": "a call of uv",
    "run.python": "a call of Python",
    "run.pm2": "a call of pm2",
    "run.node": "a call of node",
    "run.caddy": "a call of caddy",
    "http.get": "an HTTP request",
    "http.put": "an HTTP upload",
    "processes.listener": "looking who listens on a port",
    "processes.listeners": "looking who else listens on a port",
    "processes.end": "ending a process",
    "uv.write": "uv writing a file",
    "clock.sleep": "waiting",
}
"""What each operation is."""
ORACLES = {
    "advice": "what a person is told to do next can be done",
    "busy": "who is told that another deployer is at work came while one was",
    "closed": "once all is closed, record and pointer name one release",
    "disk": "what lies on the disk stays within bounds, after years too",
    "expected": "a command ends as it must on a host as this one is",
    "format": "what is kept on the host has the format that every version reads",
    "look": "a look from the control side leaves each host as it was",
    "looks": "who only looks is told what is so",
    "reply": "the reply to an instruction says what is so on the host",
    "listed": "whatever can be listed can be restored",
    "manifest": "a manifest says what really lies beside it",
    "proof": "a release is believed after several answers, and given up in time",
    "memory": "a release that was rolled back is remembered",
    "packages": "the packages of a release are the recorded ones",
    "proxy": "what is told as done is done in the proxy too",
    "reader": "a command that only looks changes nothing",
    "bounded": "calls and virtual time stay within bounds",
    "complete": "what has a manifest has every file",
    "converges": "once all is mended, one more command ends as it should",
    "ending": "without faults the scenario ends as it says",
    "leak": "nothing is left behind: no temporary file, no half release, no old report",
    "level 3": "one passing fault never costs a person",
    "lock": "nothing is changed without the lock",
    "message": "one message at most is sent, and it says what the exit code says",
    "mistake": "no run dies of a mistake of the deployer's own",
    "mixed": "a process never serves while its files become another release's",
    "one holder": "two deployers never hold the lock at once",
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
    "serial": "deployers that came at once leave what one after the other would",
    "sight": "who only looked was told what was so while they looked",
    "start": "the host of the scenario can be built",
    "tenants": "other programs on the host are untouched",
    "torn": "the run directory is one whole release at every moment",
    "time": "what may change a host is given the time of a deployment",
    "traceback": "nobody ends with an error that nobody foresaw",
    "twice": "nothing is carried out twice",
    "unaccounted": "no command is left running and unnamed",
    "unreadable": "the world can be read at all",
    "untouched": "a refusal touched nothing",
    "verdict": "what is told is what is served",
    "stopgap": "what an adoption could not move, and lies there whole, serves all the same",
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
        *(deployment.RESTORE, deployment.STOPGAP, deployment.RESUME),
        *(deployment.FINISH, deployment.GIVE_UP),
    )
    if name == "between":
        return "What happens by itself while no command is at work."
    if name == "person":
        return "What a person does, or the machine when it starts."
    docs = {each.__name__: each.__doc__ or "" for steps in tuples for each in steps}
    return docs.get(name, "").partition("\n")[0]
