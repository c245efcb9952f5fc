"""What is sent to instances: a script, to how many at once, and where the sending stops."""

from __future__ import annotations

import re
from dataclasses import dataclass

from deploy.control.errors import Rejected

INSTANCES_MAX = 50
"""The most instances one command may name (reference: SendCommand, `InstanceIds`)."""
INSTANCE = re.compile(r"i-(?:[0-9a-f]{8}|[0-9a-f]{17})|mi-[0-9a-f]{17}")
"""An instance of EC2, by its old and its new kind of id, or a registered machine elsewhere."""
TOGETHER = (1, 9_999_999)
"""The bounds of `MaxConcurrency` as a number (reference: its pattern and its 7 characters)."""
FAILURES = (0, 9_999_999)
"""The bounds of `MaxErrors` as a number (reference: as above)."""
DELIVERY_S = (30, 2_592_000)
"""The bounds of `TimeoutSeconds`, in seconds (reference: SendCommand)."""
EXECUTION_S = (5, 172_800)
"""The bounds of `executionTimeout`, in seconds. The agent takes less for an hour, silently."""
SCRIPT_BYTES_MAX = 60_000
"""A command with its document may have 64 KB (reference: MaxDocumentSizeExceeded)."""
MARK_CHARACTERS_MAX = 100
"""The longest `Comment` (reference: SendCommand)."""
TAG_KEY_CHARACTERS, TAG_VALUE_CHARACTERS = (1, 128), (1, 256)
"""The lengths of a tag's two halves. A filter cannot ask for an empty value, which a tag may have
(reference: InstanceInformationStringFilter)."""
TAG = re.compile(r"(?:[^\W\u115f\u1160\u3164\uffa0]|[ +\-=.:/@])*")
"""Letters of any language, digits, the space and `_ + - = . : / @` (reference: Tag restrictions).
Nothing else: no control character, no quote, and not the four letters that nobody can see."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A script for some instances, and how long it may wait and run. It never holds a secret.

    Raises `Rejected` where it is out of the bounds above: the service would change it silently.
    """

    instances: tuple[str, ...]
    """From 1 to `INSTANCES_MAX`, each once. In this order they are sent to."""
    script: str
    """Run by `sh` as root, as a file; without HOME."""
    mark: str
    """Which request this is: by it a command is found whose reply was lost. May be empty."""
    directory: str = "/"
    delivery_s: int = 120
    """Not begun by then, it never begins. Only with `execution_s` on top does it time out."""
    execution_s: int = 1800
    """Running longer, it is killed with its whole process group."""
    together_max: int = INSTANCES_MAX
    """How many instances may have it at once: the next gets it when one is over.

    Less than all of them makes turns, and `total_s` is for all turns together.
    """
    failures_max: int = 0
    """How many failures are borne: at one more nothing is sent to further instances.

    0 stops at the first. A script that fails and one that runs too long count; what was never
    delivered or was cancelled does not. Those that run go on, and may fail as well: with
    `together_max` of 1 none does (user guide, "Using error controls").
    """

    def __post_init__(self) -> None:
        """Compare with the bounds."""
        _instances(self.instances)
        _within("a delivery of {} s", self.delivery_s, DELIVERY_S)
        _within("a run of {} s", self.execution_s, EXECUTION_S)
        _within("{} instances together", self.together_max, TOGETHER)
        _within("bearing {} failures", self.failures_max, FAILURES)
        if _bytes(self.script) > SCRIPT_BYTES_MAX:
            raise Rejected(f"the script has more than {SCRIPT_BYTES_MAX} bytes")
        if len(self.mark) > MARK_CHARACTERS_MAX:
            raise Rejected(f"the mark has more than {MARK_CHARACTERS_MAX} characters")

    @property
    def total_s(self) -> int:
        """Return after how many seconds the service hears no more of any instance.

        It counts from the sending of the whole command: who still waits for a turn then never
        begins, and who runs then is told as undelivered (reference: Command, `ExpiresAfter`).
        """
        return self.delivery_s + self.execution_s


def check_tag(key: str, value: str) -> None:
    """Raise `Rejected` for a tag that no instance can have, or that no filter can ask for."""
    for half, text, (low, high) in (
        ("key", key, TAG_KEY_CHARACTERS),
        ("value", value, TAG_VALUE_CHARACTERS),
    ):
        if not low <= len(text) <= high:
            raise Rejected(f"a tag's {half} has from {low} to {high} characters, not {len(text)}")
        if not TAG.fullmatch(text):
            raise Rejected(f"a tag's {half} has letters, digits, spaces and _ + - = . : / @ alone")


def _instances(instances: tuple[str, ...]) -> None:
    if not 1 <= len(instances) <= INSTANCES_MAX:
        raise Rejected(f"an order is for 1 to {INSTANCES_MAX} instances, not {len(instances)}")
    if len(set(instances)) < len(instances):
        raise Rejected("an order names an instance twice")
    for instance in instances:
        if not INSTANCE.fullmatch(instance):
            raise Rejected(f"{instance[:40]!a} is not the id of an instance")


def _bytes(script: str) -> int:
    try:
        return len(script.encode())
    except UnicodeEncodeError:
        # From none: the original repeats the script.
        raise Rejected("the script is not text, which UTF-8 can hold") from None


def _within(what: str, value: int, bounds: tuple[int, int]) -> None:
    low, high = bounds
    if not low <= value <= high:
        raise Rejected(f"{what.format(value)} is not within {low} and {high}")
