"""Makes vectors anew where somebody asks for it; upkeep makes them by itself."""

from dataclasses import dataclass

from controllers.search_copy import SearchCopy
from controllers.upkeep import Upkeep
from schemas.embedding_body import EmbeddingAnswer, UpdateAnswer, model_answer
from schemas.errors import NotThere
from services.embedding.encoder import Encoder
from services.embedding.filling import Progress, fill, renew, wanted_hash
from services.jobs.job import Report
from services.people.repository import PeopleRepository

ENCODING = "encoding"
BATCH_MAX = 8
"""Mentors between two looks at who else waits: a fraction of a second of work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Embeddings:
    """What making vectors needs."""

    people: PeopleRepository
    encoder: Encoder
    copy: SearchCopy
    upkeep: Upkeep

    def recompute(self, user_id: int) -> EmbeddingAnswer:
        """Make the vector of one mentor anew, and keep it; the old one serves until then.

        Raises `NotThere` where there is no such mentor, or no more by then.
        """
        mentor = self.people.mentor(user_id)
        if mentor is not None:
            renew(self.people, self.encoder, [mentor], anew=True)
            self.copy.follow()
            mentor = self.people.mentor(user_id)
        if mentor is None:
            raise NotThere(f"there is no mentor {user_id}")
        kept = self.people.vectors(self.encoder.identity, [user_id])
        return EmbeddingAnswer(
            user_id=user_id,
            model=model_answer(self.encoder.identity),
            up_to_date=[each.text_hash for each in kept] == [wanted_hash(mentor)],
        )

    def update(self, report: Report, *, anew: bool) -> UpdateAnswer:
        """Make the vectors that are lacking or of another text; `anew`, all of them.

        Those of other models stay: the release that used them may come back. Whoever changes
        meanwhile has not to wait until it is done.
        """
        progress = Progress()
        pages = fill(self.people, self.encoder, batch_max=BATCH_MAX, anew=anew)
        while True:
            report(ENCODING, progress.seen, max(progress.seen, len(self.copy.population)))
            with self.upkeep.turn:
                page = next(pages, None)
            self.upkeep.round()
            if page is None:
                break
            progress = page
        return UpdateAnswer(
            model=model_answer(self.encoder.identity),
            seen=progress.seen,
            encoded=progress.encoded,
        )
