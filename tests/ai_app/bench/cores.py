"""Cores: the service has one to itself, and who measures it has another. Of Linux alone."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def apart() -> Iterator[int | None]:
    """Stay on the first core, and give the last for the service; None where there is but one."""
    before = os.sched_getaffinity(0)
    first, last = min(before), max(before)
    os.sched_setaffinity(0, {first})
    try:
        yield None if first == last else last
    finally:
        os.sched_setaffinity(0, before)


def keep_on(core: int | None, pid: int) -> None:
    """Keep a process on this core, with all its threads and those to come."""
    if core is not None:
        for task in Path(f"/proc/{pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), {core})
