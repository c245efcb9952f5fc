"""`/api/ai/mentors/recommend`: the mentors who suit somebody best, and why."""

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool

from api.authorisation import MayRead
from api.guarded import Guarded
from api.parameters import Id
from api.responses import problems
from api.state import Running
from controllers.recommending import Asked
from schemas.envelope import Envelope
from schemas.language import Language
from schemas.recommendation_body import (
    RecommendationsAnswer,
    RecommendBody,
    TopK,
)

router = APIRouter(route_class=Guarded, prefix="/api/ai/mentors/recommend", tags=["matching"])


# Coroutines that ask in another thread: of a plain function, FastAPI would check the answer in
# another thread, too, and wait once more.


@router.get(
    "/{user_id:number}",
    dependencies=[MayRead],
    response_model_exclude_unset=True,
    responses=problems(400, 404),
)
async def recommend_to_mentee(
    user_id: Id,
    parts: Running,
    *,
    top_k: Annotated[TopK, Query()] = 5,
    only_verified: Annotated[bool, Query()] = False,
    include_eval: Annotated[
        bool, Query(description="Say also how well this finds whom the mentee has chosen so far")
    ] = False,
    language: Annotated[Language | None, Query(description="Of the reasons")] = None,
) -> Envelope[RecommendationsAnswer]:
    """Recommend mentors to a mentee who is kept."""
    asked = Asked(
        user_id=user_id,
        top_k=top_k,
        only_verified=only_verified,
        language=language,
        include_eval=include_eval,
    )
    found = parts.recommending.at_once(asked)
    if found is None:
        found = await run_in_threadpool(parts.recommending.to_mentee, asked)
    return Envelope(code="OK", data=found)  # said, for what is not set is left out


@router.post(
    "",
    dependencies=[MayRead],
    response_model_exclude_unset=True,
    responses=problems(400, 413),
)
async def recommend_to_anybody(
    body: RecommendBody, parts: Running
) -> Envelope[RecommendationsAnswer]:
    """Recommend mentors to whoever sends a text, or what is known of them."""
    found = await run_in_threadpool(parts.recommending.to_anybody, body)
    return Envelope(code="OK", data=found)
