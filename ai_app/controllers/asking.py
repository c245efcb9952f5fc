"""Makes a query of a profile: its text becomes a vector, where the model answers."""

from schemas.errors import ModelDown
from schemas.people import Profile
from services.embedding.profile_text import profile_text
from services.embedding.query_cache import QueryCache
from services.ranking.query import Query


def query_of(profile: Profile, queries: QueryCache) -> Query:
    """Return the query; without a vector where the model fails, for words can speak alone.

    Nor has a profile one that says nothing.
    """
    text = profile_text(profile)
    try:
        return Query(profile=profile, vector=queries.vector(text) if text else None)
    except ModelDown:
        return Query(profile=profile)
