"""What the service asks of whoever keeps feedback; SQLite and PostgreSQL answer alike."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from schemas.feedback import Event
from schemas.feedback_kept import Counting, Observed, Tally, Told


class FeedbackRepository(Protocol):
    """Keeps events beside the people whom they are of, and the mentors' statistics with them.

    What returns is durable, as with people. Many threads and processes may tell events at once:
    each event counts once. Who deletes a person takes their name from their events; statistics of
    others stay. Raises `StorageDown` where the place cannot be reached.
    """

    def tell(self, events: Sequence[Event], counting: Counting) -> list[Told]:
        """Keep these events and count them; the answer is in their order.

        Who follows the changes of mentors learns of new statistics. An event that cannot be kept
        keeps no other from it.
        """

    def forget(self, *, before: datetime, beyond: datetime | None = None, limit: int) -> int:
        """Take the names of people from events from before a moment; return of how many.

        With `beyond` also of those after that moment, which would keep their names for ever.

        No more than `limit` are, so that others can write in between; none are left where none
        were. Such an event still counts, and told again it is known.
        """

    def tally(self, mentor_id: int) -> Tally | None:
        """Return how this mentor did; None where there is none."""

    def observed(self, *, since: datetime, within: timedelta) -> Observed:
        """Return what came, within this time, of rankings that were shown since a moment.

        A request belongs to when the mentor was shown last before it, for the mentee may have gone
        back to that ranking; where the mentor was not, to the last ranking before, which lacked
        them. An acceptance belongs where its request does: the last before it. Who was deleted is
        left out.
        """
