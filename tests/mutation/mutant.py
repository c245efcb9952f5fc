"""A mutant: one small change of one file of the deployer, and the name that it keeps."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """One file of the deployer in which one thing is another."""

    module: str
    """Its name below `deploy`, such as `health`."""
    scope: str
    """The function or method it lies in, from the module down; empty at the module's level."""
    function: str
    """The outermost function or method it lies in; empty where it runs at the import."""
    begin: int
    end: int
    """The characters of the source that are replaced."""
    text: str
    """What stands there instead."""
    lines: tuple[int, int]
    """First and last line of the statement it lies in."""
    around: tuple[int, int]
    """First and last line of that function; of the module's level, of the statement again."""
    was: str
    """The lines that differ, as they are, on one line."""
    becomes: str
    """The same lines, as they become."""
    number: int = 1
    """The how-manieth of those that read alike in this scope."""

    @property
    def name(self) -> str:
        """What it is called in the list of survivors: no edit elsewhere changes it."""
        place = f"{self.module}.{self.scope}" if self.scope else self.module
        again = f" #{self.number}" if self.number > 1 else ""
        return f"{place}: {self.was} => {self.becomes}{again}"

    def of(self, source: str) -> str:
        """Return the whole source with this change."""
        return source[: self.begin] + self.text + source[self.end :]
