"""What the service asks of whoever knows which mentors a mentee has chosen."""

from typing import Protocol


class ChosenMentors(Protocol):
    """Knows which mentors people chose; may be called by many threads."""

    def chosen_by(self, mentee_id: int) -> frozenset[int]:
        """Return the mentors whom this mentee asked for help, whatever came of it.

        Empty where nothing is known. Raises `StorageDown` where it cannot be looked up now.
        """
