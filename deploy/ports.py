"""The ports: all that a deployment may ask of the world, as small as they can be.

`deploy.adapters` holds them for a real machine, the simulator for a simulated one, and one
contract suite runs on both. Paths are absolute POSIX strings. Files raise `OSError`.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANSWER_BYTES_MAX = 1024 * 1024  # of an HTTP answer, where nobody says otherwise


class Kind(Enum):
    """What a path is, itself, links not followed."""

    FILE = "file"
    DIRECTORY = "directory"
    LINK = "link"


class Entry(NamedTuple):
    """One line of a walk: a path relative to the walked directory, and what it is."""

    path: str
    kind: Kind


class Marks(NamedTuple):
    """Of a path itself: its permission bits, such as 0o644, and whether who runs this owns it."""

    mode: int
    mine: bool


class Reader(Protocol):
    """The files of the host, to look at only. A dry run gets this and nothing more."""

    def kind(self, path: str) -> Kind | None:
        """Say what `path` itself is; None where there is nothing."""

    def read(self, path: str) -> bytes:
        """Return the content of the file that `path` leads to."""

    def names(self, path: str) -> tuple[str, ...]:
        """Return the sorted names in a directory."""

    def walk(self, path: str) -> tuple[Entry, ...]:
        """Return all that lies below a directory, sorted by path, links not followed."""

    def target(self, path: str) -> str:
        """Return the text of a symbolic link."""

    def resolve(self, path: str) -> str:
        """Return `path` with every link followed; a missing tail stays as it is."""

    def free_bytes(self, path: str) -> int:
        """Return the bytes an ordinary user may still write on the file system of `path`."""

    def free_inodes(self, path: str) -> int:
        """Return how many files an ordinary user may still make on the file system of `path`."""

    def marks(self, path: str) -> Marks:
        """Return the permissions of `path` itself, and whether it belongs to who runs this."""

    def owned(self, path: str) -> bool:
        """Say whether `path` belongs to the user who runs this, and may be written by them."""

    def mount(self, path: str) -> int:
        """Return the number of the mount that `path` itself is on: nothing moves to another."""

    def held(self, path: str) -> bool:
        """Say whether somebody holds the lock `path`, without taking it even for a moment."""


class Files(Reader, Protocol):
    """The files of the host, to change. All but `copy` are durable when they return."""

    def make_directory(self, path: str) -> None:
        """Create a directory and its parents; no error where it exists."""

    def write(self, path: str, content: bytes, mode: int = 0o644) -> None:
        """Write a whole file or nothing: readers see the old content or the new."""

    def copy(self, source: str, target: str) -> None:
        """Copy one file's content and mode; durable only after `flush`."""

    def link(self, path: str, target: str) -> None:
        """Create or replace the symbolic link `path` in one atomic act."""

    def rename(self, source: str, target: str) -> None:
        """Move a file, a link or a directory within one file system, atomically."""

    def exchange(self, first: str, second: str) -> None:
        """Swap two existing paths in one atomic act."""

    def remove(self, path: str) -> None:
        """Remove a file, a link or a whole tree (not atomically); no error where there is none."""

    def flush(self, path: str) -> None:
        """Make durable all that any program wrote on the file system of `path`."""

    def lock(self, path: str) -> AbstractContextManager[None]:
        """Hold an exclusive lock, freed by death; raise `BlockingIOError` when it is taken."""


class Result(NamedTuple):
    """What a program left: its exit code and what it wrote."""

    code: int
    out: str
    err: str


class Commands(Protocol):
    """Programs of the host: an argument list, never a shell, always a timeout."""

    def run(
        self,
        argv: Sequence[str],
        *,
        timeout_s: float,
        cwd: str | None = None,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        """Run in `cwd` or at `/`, with `env` added; `CommandFailed` where it is missing or slow."""


class Answer(NamedTuple):
    """An HTTP answer: status and body."""

    status: int
    body: bytes


class Http(Protocol):
    """HTTP without redirects. Errors name an address without its query, which may be a right."""

    def get(self, url: str, *, timeout_s: float, bytes_max: int = ANSWER_BYTES_MAX) -> Answer:
        """Return the answer, whatever its status; raise `Unreachable` where there is none."""

    def put(self, url: str, content: bytes, *, timeout_s: float) -> Answer:
        """Leave `content` at an address; errors as with `get`. It may have arrived all the same."""


class Clock(Protocol):
    """Time of day in seconds since the epoch, UTC, and waiting."""

    def now(self) -> float:
        """Return the seconds since the epoch; it never goes back, whoever sets the clock."""

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass."""


class Process(NamedTuple):
    """A running process; `cwd` and `argv` are empty where another user's are hidden."""

    pid: int
    parent: int
    cwd: str
    argv: tuple[str, ...]
    aside: bool = False  # it listens where a server on all of IPv4 has room beside it


class Processes(Protocol):
    """The process table of the host and who listens where."""

    def listener(self, port: int) -> Process | None:
        """Return who listens on a TCP port, not aside if any; its pid is 0 where it is hidden."""

    def listeners(self, port: int) -> tuple[Process, ...]:
        """Return all who listen on a TCP port, at whatever address."""

    def named(self, pid: int) -> Process | None:
        """Return the process with this pid; None where none runs."""

    def end(self, pid: int, *, force: bool) -> None:
        """Ask a process to end (SIGTERM), or end it (SIGKILL); no error where it is gone."""


class Log(Protocol):
    """What the operator reads while it happens."""

    def step(self, name: str, summary: str) -> None:
        """Announce the step that begins."""

    def note(self, text: str) -> None:
        """Say one thing worth knowing."""

    def lines(self) -> tuple[str, ...]:
        """Return what was said so far, for the report."""
