"""The modules that are measured, and why the others are not."""

from pathlib import Path

MODULES = (
    *(
        "access",
        "acts",
        "adoption",
        "advising",
        "backups",
        "checks",
        "deployment",
        "displaced",
        "disproof",
        "dump",
    ),
    *("environments", "errors", "failures", "filing", "health", "incoming", "interruption"),
    *("journal", "layout", "live"),
    *("lock", "loose", "model", "parsing", "planning", "pm2", "pm2_config", "pointed", "ports"),
    *("probation", "proxy", "unfinished"),
    *("adopting", "astray", "movable", "sharing", "strays"),
    *("pruning", "receiving", "records", "redaction", "releases", "repair", "replies", "report"),
    *("retention", "service", "staging", "steady", "steps", "tree", "verdict", "wayback", "wheel"),
)
"""What a deployment, a restore, a recovery and an instruction run through on a simulated host."""

OUTSIDE = {
    "adapters": "a simulated host has others; one suite of contracts runs on both",
    **dict.fromkeys(
        ("config", "settings"), "its bounds are of a file of settings, which no scenario has"
    ),
    "instruction": "what no control side of ours writes is refused: no story forges one",
    "control": "it runs elsewhere, and its stories have oracles of their own",
    "doctor": "it looks and changes nothing; what it advises is obeyed in a test",
    "snapshot": "it looks and changes nothing; a rehearsal is compared with it",
    "host": "the reference of a host, and a record of its ports without any logic",
    **dict.fromkeys(
        ("__init__", "__main__", "arguments", "cli", "elsewhere", "local", "reception"),
        "what a person types is read here: tests of the command line run it",
    ),
    **dict.fromkeys(
        ("dotenv", "ownwords"), "forms of secrets and words of ours: tables of tests try each"
    ),
    **dict.fromkeys(
        ("listing", "preview", "status"), "it looks and changes nothing: no scenario asks for it"
    ),
    **dict.fromkeys(
        (
            *("caddyfile", "differences", "dotenv", "permissions", "provision", "provisioning"),
            "reference",
        ),
        "it shows and writes the configuration of a host, which is no step of a deployment",
    ),
}
"""By module or package: why the sweep is not what tests it."""


def unaccounted(deploy: Path) -> list[str]:
    """Return the modules of the deployer that neither list names, and the names of none."""
    there = {
        path.relative_to(deploy).with_suffix("").parts[0]
        for path in deploy.rglob("*.py")
        if path.name != "__init__.py" or path.parent == deploy
    }
    there |= {path.parent.name for path in deploy.glob("*/__init__.py")}
    return sorted(there ^ {*MODULES, *OUTSIDE})
