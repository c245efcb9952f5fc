"""Wheels that are refused as they are: each is whole but for one thing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import partial

from sim.goods import wheels
from sim.people.operator import Operator
from sim.states import start
from sim.states.start import changed
from sim.stories.scenario import Scenario, deployment

Files = dict[str, bytes]
Change = Callable[[Files], object]
ENTRY = "ai_app/api/main.py"
RECORD = f"{wheels.INFO}/RECORD"


def scenarios() -> list[Scenario]:
    """Return a scenario for each way in which a wheel is not whole."""
    found = [
        _refused(name, story, partial(_changed, change=change, recorded=recorded))
        for recorded, told in ((True, RECORDED), (False, UNRECORDED))
        for name, (story, change) in told.items()
    ]
    return [*found, _refused("wheel_cut_off", "Half of it arrived.", _half)]


RECORDED: dict[str, tuple[str, Change]] = {
    "wheel_without_entry": ("It has no entry module.", lambda files: files.pop(ENTRY)),
    "wheel_climbs_out": (
        "A member would be written outside of it.",
        lambda files: files.update({"ai_app/../../x": b""}),
    ),
    "wheel_of_windows": (
        "A member has a name that leads elsewhere on another system.",
        lambda files: files.update({"ai_app/..\\x.py": b""}),
    ),
    "wheel_of_two": (
        "It brings another package along.",
        lambda files: files.update({"other/__init__.py": b""}),
    ),
    "wheel_unidentified": (
        "Its release.json is no JSON.",
        lambda files: files.update({"ai_app/release.json": b"{"}),
    ),
    "wheel_keeps": (
        "It holds what the host keeps for itself.",
        lambda files: files.update({"ai_app/uploads/cv.pdf": b""}),
    ),
}
"""What is wrong although the RECORD of the wheel says so too."""
UNRECORDED: dict[str, tuple[str, Change]] = {
    "wheel_without_record": ("It has no RECORD.", lambda files: files.pop(RECORD)),
    "wheel_unrecorded": (
        "It holds a file that its RECORD does not name.",
        lambda files: files.update({"ai_app/more.py": b"pass"}),
    ),
    "wheel_lacks_recorded": (
        "Its RECORD names a file that it lacks.",
        lambda files: files.pop(f"ai_app/{wheels.NEEDS}"),
    ),
    "wheel_record_unreadable": (
        "Its RECORD is no text.",
        lambda files: files.update({RECORD: bytes([255])}),
    ),
}
"""What is wrong with the RECORD, or differs from it."""


def _refused(name: str, story: str, made: Callable[[bytes], bytes]) -> Scenario:
    def offer(o: Operator) -> None:
        start.offer(o, "X", made(wheels.wheel("X")))

    return deployment(name, story, changed(start.one_release, offer, name), "X", 2)


def _half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def _changed(content: bytes, *, change: Change, recorded: bool) -> bytes:
    """Return a wheel in which something is another, and its RECORD in step or not."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    change(files)
    if recorded:
        return wheels.zipped({name: files[name] for name in files if name != RECORD})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name), data)
    return stream.getvalue()
