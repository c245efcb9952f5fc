"""What went wrong with the predecessor, row by row: the bugs that plant it, or why none can."""

from collections.abc import Mapping

PLANTED: Mapping[str, tuple[str, ...]] = {
    "I05 I38": (
        "the entry module is not imported before the change",
        "an import that ends the program counts as one",
    ),
    "I10 I22": ("a command is sent again when nobody answers",),
    "I14": ("a wheel is not compared with its RECORD",),
    "I15 L15": (
        "nobody waits for the port to be free",
        "PM2's entry is not taken away before the start",
        "an entry that PM2 does not delete is passed over",
    ),
    "I17": ("the waits for a new release are cut", "no stability window"),
    "I18 L20": ("a 404 is healthy", "a wrong health path is found out too late"),
    "I28 I40": ("what was staged is not proven", "files too many are no difference"),
    "I29 I47 L21": ("the control side gives up after five minutes",),
    "I30 L23": (
        "what the host left is not read",
        "the report does not name the step that failed",
    ),
    "I31 L48": ("secrets are told", "a password is told when it stands alone"),
    "I39": (
        "the installed code is taken from the run directory",
        "health is not bound to the run directory",
        "a release need not name its commit",
    ),
    "I45 I46": (
        "nothing is saved for the next boot",
        "whatever serves after a reboot is taken for what should",
        "what a reboot left down is taken for done",
    ),
    "L01 L02": (
        "a backup takes the wheel of the new release",
        "the default restores a release that was left",
    ),
    "L03": ("exit 0 after going back", "a proxy that did not reload is passed over"),
    "L04 L05": ("PM2 must have an entry to delete",),
    "L06 L07 L31": ("the way back is tried once only", "a way back is not verified"),
    "L08 L30": (
        "one probe for a release that is gone back to",
        "an environment that is there is taken for whole",
    ),
    "L09": ("the new code is copied over the run directory, file by file",),
    "L12": ("PM2's entry is stopped and started again, not made anew",),
    "L17 L18": (
        "health is not bound to PM2's process",
        "a pid that changes within the stability window is overlooked",
    ),
    "L19": ("nothing is asked through the proxy", "a proxy that did not reload is passed over"),
    "L22": ("a refusal to tell the end is watched until the time is over",),
    "L24": ("the lock is not taken", "recovering needs no lock"),
    "L25": (
        "a backup gets no manifest",
        "a backup is gathered where it can be listed",
        "the code of a backup gets its name before the wheel does",
    ),
    "L28 L29 L47": (
        "the report names the release that was meant, not the one that is live",
        "dependencies are said to be installed, whatever happened",
        "the record of a restore says that it was deployed",
    ),
    "L33 L34": (
        "backups go by their age alone",
        "damaged backups count among those that are kept",
        "the environment of a refused deployment stays",
    ),
    "L37": ("a restore asks the index", "the environment that a backup needs goes"),
    "L38 L39": ("the digest that CI told is not compared", "trees are compared by size"),
    "L40 L41 L42": ("a wheel of another commit is deployed",),
}
"""The incidents that are planted in the deployer, each with bugs of the table."""

ELSEWHERE: Mapping[str, str] = {
    "I03": "where code lies is one line of `Layout`: `tests/deploy/test_wheel.py`",
    "I09": "no text is ever expanded: `tests/workflows/test_hostile.py` and `tests/test_tidy.py`",
    "I11 I23 I26": "of workflows: `tests/workflows/test_gate.py` and `test_release.py`",
    "I13 I44": "refused before there is a world: `tests/deploy/test_config.py` and `control/`",
    "I19": "of the build: `tests/deploy/control/workshop/` installs what a wheel declares alone",
    "I21": "of a script: `tests/scripts/dependencies/`",
    "L10": "nothing live is near an installation; no single line would put it there",
    "L11": "there is no rsync whose exit code could be lost: a copy that fails raises",
    "L26 L27": "an id that is none never reaches a world: `tests/deploy/test_refusals.py`",
    "L43 L44": "of workflows: `tests/workflows/test_gate.py`",
    "L45": "refused before there is a world: `tests/deploy/test_refusals.py`",
    "L49 L50": "an owner is the user who runs it, and the stop is a step: its swaps are planted",
    "L51 L52": "of `status` and `doctor`, which change nothing: `tests/deploy/test_doctor.py`",
    "L54": "of documentation: `tests/test_docs.py` runs every command",
}
"""The incidents that no edit of the deployer's host or control side brings back, and why."""
