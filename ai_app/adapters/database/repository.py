"""Keeps people and feedback in a database; fulfils the ports of both."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, exists, select

from adapters.database import changes, feedback, forgetting, mentor_vectors, people, tallies
from adapters.database.dialect import Dialect
from adapters.database.glance import Glance, NotSeen
from adapters.database.observing import observed
from adapters.database.people import Shelf
from adapters.database.rows import mentee_of, mentee_row, mentor_of, mentor_row
from adapters.database.tables import describe
from adapters.database.transactions import looking, reading, writing
from adapters.database.turns import Turns
from schemas.embedding import ModelIdentity, StoredVector
from schemas.feedback import Event
from schemas.feedback_kept import Counting, Observed, Tally, Told
from schemas.keeping import MentorChanges, Put
from schemas.people import Mentee, Mentor


class DatabasePeople:
    """Mentors, mentees, vectors and feedback in one database; each method is one transaction.

    Every method raises `StorageDown` where the database cannot be reached, and `ValueError` for
    what it cannot keep: numbers beyond 64 bits, NaN, texts with NUL, moments without a zone.
    """

    def __init__(self, engine: Engine, dialect: Dialect) -> None:
        """Keep people there; its tables must have been made."""
        self._engine = engine
        self._dialect = dialect
        self._turns = Turns()
        self._tables = describe(dialect.vector)
        self._mentors = Shelf(table=self._tables.mentors, row=mentor_row, person=mentor_of)
        self._mentees = Shelf(table=self._tables.mentees, row=mentee_row, person=mentee_of)
        self._glance = Glance(engine, self._mentees) if dialect.is_file else None

    @property
    def is_file(self) -> bool:
        """Whether reading waits for nobody: for no server, and, of SQLite, for no writer."""
        return self._dialect.is_file

    def put_mentors(self, mentors: Sequence[Mentor]) -> list[Put]:
        return [answer for _, answer in self.put_and_return(mentors)]

    def put_and_return(self, mentors: Sequence[Mentor]) -> list[tuple[Mentor, Put]]:
        with self._writing() as connection:
            kept = tallies.upheld(connection, self._tables, mentors)
            answers = people.put(connection, self._dialect, self._mentors, kept)
            told = list(zip(kept, answers, strict=True))
            changed = [mentor.user_id for mentor, answer in told if answer is not Put.UNCHANGED]
            changes.record(connection, self._dialect, self._tables, changed)
            return told

    def put_mentees(self, mentees: Sequence[Mentee]) -> list[Put]:
        with self._writing() as connection:
            return people.put(connection, self._dialect, self._mentees, mentees)

    def mentor(self, user_id: int) -> Mentor | None:
        with looking(self._engine) as connection:
            return people.one(connection, self._mentors, user_id)

    def mentee(self, user_id: int) -> Mentee | None:
        if self._glance is not None:
            with suppress(NotSeen):
                return self._glance.one(user_id)
        with looking(self._engine) as connection:
            return people.one(connection, self._mentees, user_id)

    def mentees_among(self, user_ids: Sequence[int]) -> list[Mentee]:
        with reading(self._engine) as connection:
            return list(people.among(connection, self._mentees, user_ids))

    def delete_mentor(self, user_id: int) -> bool:
        with self._writing() as connection:
            was_there = people.remove(connection, self._mentors, user_id)
            if was_there:
                changes.record(connection, self._dialect, self._tables, [user_id])
            return was_there

    def delete_mentee(self, user_id: int) -> bool:
        with self._writing() as connection:
            return people.remove(connection, self._mentees, user_id)

    def mentors(self, *, after: int = 0, limit: int) -> list[Mentor]:
        with reading(self._engine) as connection:
            return people.page(connection, self._mentors, after=after, limit=limit)

    def mentees(self, *, after: int = 0, limit: int) -> list[Mentee]:
        with reading(self._engine) as connection:
            return people.page(connection, self._mentees, after=after, limit=limit)

    def changes(self, *, after: int, limit: int) -> MentorChanges:
        with reading(self._engine) as connection:
            return changes.since(connection, self._tables, after=after, limit=limit)

    def last_change(self, user_id: int) -> MentorChanges | None:
        with reading(self._engine) as connection:
            return changes.last_of(connection, self._tables, user_id)

    def put_vectors(self, model: ModelIdentity, vectors: Sequence[StoredVector]) -> None:
        with self._writing() as connection:
            kept = mentor_vectors.put(connection, self._dialect, self._tables, model, vectors)
            changes.record(connection, self._dialect, self._tables, kept)

    def vectors(self, model: ModelIdentity, user_ids: Sequence[int]) -> list[StoredVector]:
        with reading(self._engine) as connection:
            return list(
                mentor_vectors.among(connection, self._dialect, self._tables, model, user_ids)
            )

    def lacking(self, model: ModelIdentity, *, after: int = 0, limit: int) -> list[Mentor]:
        with reading(self._engine) as connection:
            return mentor_vectors.lacking(
                connection, self._tables, self._mentors, model, after=after, limit=limit
            )

    def delete_vectors_but(self, model: ModelIdentity) -> int:
        with self._writing() as connection:
            return mentor_vectors.remove_but(connection, self._tables, model)

    def tell(self, events: Sequence[Event], counting: Counting) -> list[Told]:
        with self._writing() as connection:
            answers, changed = feedback.tell(
                connection, self._dialect, self._tables, events, counting
            )
            changes.record(connection, self._dialect, self._tables, changed)
            return answers

    def tally(self, mentor_id: int) -> Tally | None:
        with reading(self._engine) as connection:
            return tallies.among(connection, self._tables, [mentor_id]).get(mentor_id)

    def chosen_by(self, mentee_id: int) -> frozenset[int]:
        with looking(self._engine) as connection:
            return feedback.chosen_by(connection, self._tables, mentee_id)

    def observed(self, *, since: datetime, within: timedelta) -> Observed:
        since_us, within_us = feedback.microseconds(since), within // feedback.MICROSECOND
        with reading(self._engine) as connection:
            return observed(connection, self._tables, since_us=since_us, within_us=within_us)

    def forget(self, *, before: datetime, beyond: datetime | None = None, limit: int) -> int:
        before_us = feedback.microseconds(before)
        beyond_us = None if beyond is None else feedback.microseconds(beyond)
        with reading(self._engine) as connection:  # to look for them keeps nobody from writing
            keys = forgetting.old(connection, self._tables, before_us, beyond_us, limit=limit)
        if keys:
            with self._writing() as connection:
                forgetting.forget(connection, self._tables, keys)
        return len(keys)

    def tidied(self) -> bool:
        return self._dialect.tidied(self._engine)

    def check(self) -> None:
        # It reads from every table: whoever lacks one cannot keep everybody. That the file is the
        # one at its path is seen wherever a connection is taken; see `same_file`.
        tables = self._tables.metadata.sorted_tables
        with reading(self._engine) as connection:
            connection.execute(select(*(exists(select(1).select_from(each)) for each in tables)))

    def close(self) -> None:
        if self._glance is not None:
            self._glance.close()
        self._engine.dispose()

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        # Threads take turns before they take a connection: else those that wait for the database's
        # own lock would leave none for who reads.
        with self._turns.taken() as wait_s, writing(self._engine, wait_s=wait_s) as connection:
            yield connection
