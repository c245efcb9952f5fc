"""The store behind populations: rows that are only ever added, shared by several generations."""

from collections.abc import Sequence
from threading import Lock

import numpy as np

from schemas.embedding import Vectors
from schemas.people import Mentor
from services.ranking import weights
from services.ranking.coding import coded
from services.ranking.moment import YEARS_MAX, YEARS_UNKNOWN, day, seconds
from services.ranking.postings import Keys, Postings, Rows, keys, terms
from services.ranking.standing import STANDING, standing
from services.vocabularies import Vocabularies

Placed = tuple[Mentor, Vectors | None]
"""A mentor with the unit vector of their profile's text; None while there is none yet."""

COLUMNS = (
    "matrix", "codes", "steps", "user_ids", "verified", "available", "years", "active_at",
    "active_days", "standing", "stands", "offset",
)  # fmt: skip


class Store:
    """Columns with room for more rows: what once stands in a row never changes.

    A row is written before any population reaches as far, so readers need no lock. `claim` lets
    one writer have the rows after a generation, and no second one.
    """

    def __init__(self, room: int, dimension: int, known: Vocabularies) -> None:
        """Make room for so many rows; the system lends memory for those that are written."""
        self.room, self.known = room, known
        self.matrix = np.zeros((room, dimension), np.float32)
        self.codes = np.zeros((room, dimension), np.int8)
        """The matrix in eight bits, for a first look; see `services.ranking.coding`."""
        self.steps = np.zeros(room, np.float32)
        self.losses_max = 0.0
        """What a row's code loses at most, of all that were ever written here."""
        self.user_ids = np.zeros(room, np.int64)
        self.verified = np.zeros(room, np.bool_)
        self.available = np.zeros(room, np.bool_)
        self.years = np.zeros(room, np.int16)
        self.active_at = np.zeros(room, np.float64)
        self.active_days = np.zeros(room, np.uint16)
        """The same by the day, for a first look."""
        self.standing = np.zeros((room, len(STANDING)), np.int32)
        """Micro-logits of each feature of `STANDING`."""
        self.stands = np.zeros(room, np.float32)
        """Their sum, in logits."""
        self.offset = np.zeros(room, np.float32)
        """The same, less what an unrelated text would add to it; for rows with a vector."""
        self.keys: list[Keys] = []
        self.postings = Postings()
        self._lock, self._claimed = Lock(), 0

    def claim(self, begin: int, count: int) -> bool:
        """Take the rows from `begin` on; False where they are another's, or there is no room."""
        with self._lock:
            if begin != self._claimed or begin + count > self.room:
                return False
            self._claimed += count
            return True

    def write(self, begin: int, placed: Sequence[Placed]) -> None:
        """Write mentors into rows that were claimed."""
        mentors = [mentor for mentor, _ in placed]
        rows = slice(begin, begin + len(placed))
        self.user_ids[rows] = [mentor.user_id for mentor in mentors]
        self.verified[rows] = [mentor.verified for mentor in mentors]
        self.available[rows] = [mentor.capacity > 0 for mentor in mentors]
        self.years[rows] = [_years(mentor.profile.years) for mentor in mentors]
        self.active_at[rows] = [seconds(mentor.last_active_at) for mentor in mentors]
        self.active_days[rows] = [day(mentor.last_active_at) for mentor in mentors]
        if placed:
            self.standing[rows] = [standing(mentor) for mentor in mentors]
        for row, (_, vector) in enumerate(placed, begin):
            if vector is not None:
                self.matrix[row] = vector
        of_rows = coded(self.matrix[rows])
        self.codes[rows], self.steps[rows] = of_rows.codes, of_rows.steps
        self.losses_max = max(self.losses_max, float(of_rows.losses.max(initial=0)))
        stands = self.standing[rows].sum(axis=1) / weights.MICROS_PER_LOGIT
        has = np.array([vector is not None for _, vector in placed], np.bool_)
        self.stands[rows] = stands
        unrelated = weights.TEXT_PER_COSINE * weights.COSINE_UNRELATED
        self.offset[rows] = stands - np.where(has, unrelated, 0)
        names, profiles = keys(mentors, self.known), (mentor.profile for mentor in mentors)
        self.keys.extend(names)
        texts = (" ".join((*p.jobs, *p.skills, p.introduction)) for p in profiles)
        for term, of_term in terms(names, texts, begin).items():
            self.postings.add(term, np.array(of_term, np.int32))

    def copied(self, rows: Rows, below: int, room: int) -> "Store":
        """Return a store with room for more that holds these of the rows below `below`."""
        found = Store(room, self.matrix.shape[1], self.known)
        for name in COLUMNS:
            getattr(found, name)[: len(rows)] = getattr(self, name)[rows]
        found.losses_max = self.losses_max
        kept = rows.tolist()
        found.keys = [self.keys[row] for row in kept]
        numbers = np.full(below, -1, np.int32)
        numbers[rows] = np.arange(len(rows), dtype=np.int32)
        found.postings = self.postings.renumbered(numbers)
        found.claim(0, len(rows))
        return found


def _years(years: int | None) -> int:
    return YEARS_UNKNOWN if years is None else min(max(years, 0), YEARS_MAX)
