"""Measures recommendations over HTTP, and looks whether they are right."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

import numpy as np

from schemas.embedding import Vectors
from schemas.people import Mentee, Profile
from services.embedding.encoder import Encoder
from services.embedding.profile_text import profile_text
from services.people.seeking import Seekers, Seeking
from services.ranking.filtering import eligible
from services.ranking.lexical import lexical
from services.ranking.population import Population
from services.ranking.query import Filters, Query
from services.ranking.scoring import ranking
from services.vocabularies import Vocabularies
from tests.ai_app.bench.connection import Connection
from tests.ai_app.bench.figures import Figure, Floor, Yardstick
from tests.ai_app.bench.floors import DEPTH, recall
from tests.ai_app.bench.timing import Times, timed

AIMS_MS = {10_000: 1.5, 100_000: 8.0}
FRESH_MORE_MS = 6.0
RECALLED_MAX = 20
"""Doubles take a second for each at a hundred thousand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Mentees who are kept, what they seek, and all the mentors there are."""

    mentees: Sequence[Mentee]
    sought: Sequence[Seeking]
    vectors: Vectors
    """What the model makes of that."""
    population: Population

    def wanted(self, number: int) -> list[int]:
        """Return whom to recommend to one of them: every mentor's score is made out in doubles."""
        sought = self.sought[number]
        query = Query(profile=sought.profile, vector=self.vectors[number])
        points = lexical(self.population, query)
        rows = np.flatnonzero(eligible(self.population, sought.within(Filters())))
        best = ranking(self.population, query, points, rows, datetime.now(timezone.utc))
        ids: list[int] = self.population.store.user_ids[best.rows[:DEPTH]].tolist()
        return ids


def stored_figure(
    connection: Connection, known: Known, rounds: int, floor: Floor, by: Yardstick | None
) -> Figure:
    """Return how long recommending to a mentee takes who is kept, and asked before."""
    paths = [f"/api/ai/mentors/recommend/{m.user_id}?top_k={DEPTH}" for m in known.mentees]
    first = [connection.data("GET", path) for path in paths]
    some = first[:RECALLED_MAX]
    found = [[each["user_id"] for each in data["recommendations"]] for data in some]
    times = timed(lambda number: connection.good("GET", paths[number % len(paths)]), rounds)
    count = len(known.population)
    return Figure(
        name=f"recommend to a kept mentee, {count:,} mentors",
        unit="ms",
        figure=times.p50,
        least=times.least,
        p99=times.p99,
        aim=AIMS_MS.get(count),
        floor=floor,
        yardstick=by,
        recall=recall(found, [known.wanted(number) for number in range(len(found))]),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fresh:
    """Texts that nobody asked before, and how long the model takes for one of them."""

    texts: Sequence[str]
    model: Times
    by: Yardstick

    def figures(self, connection: Connection, stored: Figure) -> tuple[Figure, Figure]:
        """Return how long such a text takes as a whole, and how much more than a kept mentee."""
        bodies = [json.dumps({"text": text, "top_k": DEPTH}).encode() for text in self.texts]
        times = timed(
            lambda number: connection.good("POST", "/api/ai/mentors/recommend", bodies[number]),
            rounds=len(bodies),
            warm_up=0,
        )
        model = Floor(name="the model alone, on these texts", figure=self.model.p50)
        whole = Figure(
            name=stored.name.replace("a kept mentee", "a fresh text"),
            unit="ms",
            figure=times.p50,
            least=times.least,
            p99=times.p99,
            floor=model,
        )
        more = Figure(
            name="what a fresh text adds",
            unit="ms",
            figure=times.p50 - (stored.figure or 0.0),
            aim=FRESH_MORE_MS,
            floor=model,
            yardstick=self.by,
        )
        return whole, more


def fresh(texts: Sequence[str], known: Vocabularies, encoder: Encoder, by: Yardstick) -> Fresh:
    """Return these texts, and how long the model takes, of which the service has another copy."""
    seekers = Seekers(known)
    sought = [seekers.seeking(Profile(introduction=text)).profile for text in texts]
    whole = [profile_text(profile) for profile in sought]
    return Fresh(
        texts=texts,
        by=by,
        model=timed(lambda number: encoder.queries([whole[number]]), len(whole), warm_up=0),
    )
