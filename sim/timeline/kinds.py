"""What each kind of fault means, in words for one who never saw the code."""

from __future__ import annotations

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
    "sigterm": "in that moment a signal asks the deployer to end",
    "sigint": "in that moment a person interrupts the control side",
}
"""By the kind alone."""
BY_PORT = {
    "files": {
        "error": "the disk gives an input/output error",
        "lost": "it is done, but the disk reports an error",
        "full": "the disk is full",
        "corrupt": "one bit of the content is flipped, and nobody says so",
        "short": "half of the content is read, for somebody is writing it",
        "half": "only half of it is removed, then the disk gives an error",
        "taken": "another process holds the lock",
        "none": "the disk says that nothing is free",
        "denied": "the system does not permit it",
        "inodes": "the disk has no room for another name",
        "readonly": "the disk can only be read",
    },
    "run": {
        "fails": "the program does nothing and exits with an error",
        "hangs": "the program never ends, until its time is over",
        "lost": "the program does its work, but exits with an error",
        "missing": "the program is not there",
        "tells": "the program fails, and prints a secret of the host",
        "noise": "the program does its work, and prints a banner before its answer",
        "killed": "the program is killed by the system, and says nothing",
        "slow": "the program takes long, and is in time",
        "late": "the program does its work, but is not back in time",
        "idle": "Caddy says that it has reloaded, and has not",
        "launching": "PM2 says `launching` of an app that is not",
        "waiting": "PM2 says `waiting restart` of an app that is not",
        "errored": "PM2 says `errored` of an app that is not",
        "twice": "PM2 lists an entry twice",
        "bare": "PM2 lists its entries without their statuses",
        "cut": "PM2 ends before all that it says has arrived",
        "empty": "PM2 lists nothing",
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
        "503": "the answer is 503",
        "slow": "the answer comes too late",
        "cut": "the connection breaks in the middle of the answer",
        "moved": "the answer is a redirection",
        "garbage": "the answer is 200, and no text at all",
        "nothing": "the answer is 200, and empty",
    },
    "processes": {
        "hidden": "the process that listens is there, but who it is cannot be seen",
        "ignored": "the process ignores the signal",
        "denied": "the system does not permit it",
    },
    "uv": {
        "full": "uv finds the disk full, and leaves half a file",
        "inodes": "uv finds no room for another name",
        "readonly": "uv finds a disk that can only be read",
        "killed": "uv is killed by the system in the middle of it",
    },
    "clock": {"late": "the wait takes much longer than it should"},
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
    "cut": "the service gives only the beginning of the output",
    "away": "the service says that the host is away",
}
"""Of the services that are far away."""
