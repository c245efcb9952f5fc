"""The one command that a host is sent: a shell script that holds the boot program and four words.

Nothing that a person or CI typed is in it: two addresses that the store signed, and two digests.
The rest stands in the instruction, which is data.
"""

from __future__ import annotations

import pkgutil
import re
from dataclasses import astuple, dataclass

from deploy.errors import Refused
from deploy.instruction import ADDRESS

PLAIN = r"https?://[A-Za-z0-9._~:/?#\[\]@!&*+,;=%-]{1,4000}"
"""An address without a quote, a backslash, a blank or a dollar: it stands in quotes as it is."""
DIGEST = r"[0-9a-f]{64}"
OPENING, CLOSING = "exec python3 -I - <<'END'\n", "\nEND\n"
CALL = re.compile(rf'^begin\("({PLAIN})", "({DIGEST})", "({PLAIN})", "({DIGEST})"\)$', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Boot:
    """What the boot program is told: two files, each by address and SHA-256."""

    instruction_url: str
    instruction_sha256: str
    deployer_url: str
    deployer_sha256: str


def write(boot: Boot) -> str:
    """Return the script; raise `Refused` where a word could be more than a word."""
    for word, form in zip(astuple(boot), (PLAIN, DIGEST) * 2, strict=True):
        if re.fullmatch(form, word) is None or re.fullmatch(f"{ADDRESS}|{DIGEST}", word) is None:
            raise Refused("the store signed an address that no script of ours may hold")
    words = ", ".join(f'"{word}"' for word in astuple(boot))
    return f"{OPENING}{_program()}\n\nbegin({words}){CLOSING}"


def read(script: str) -> Boot:
    """Return what a script of ours tells; raise `ValueError` where it is none, to the letter."""
    found = CALL.search(script)
    if found is None:
        raise ValueError("it begins nothing")
    instruction_url, instruction_sha256, deployer_url, deployer_sha256 = found.groups()
    boot = Boot(
        instruction_url=instruction_url,
        instruction_sha256=instruction_sha256,
        deployer_url=deployer_url,
        deployer_sha256=deployer_sha256,
    )
    if write(boot) != script:
        raise ValueError("it is not the script that was reviewed")
    return boot


def _program() -> str:
    source = pkgutil.get_data("deploy.control", "boot.py")
    if source is None:
        raise FileNotFoundError("deploy/control/boot.py")
    return source.decode().rstrip()
