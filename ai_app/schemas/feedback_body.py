"""Feedback as clients send it and are answered."""

from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    JsonValue,
    ModelWrapValidatorHandler,
    RootModel,
    ValidationError,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from schemas.feedback import KINDS, RATING_MAX, RATING_MIN
from schemas.feedback_kept import Told
from schemas.fields import NUMBER, BodyId, Moment, Token

POSITION_MAX = 1_000
Outcome = Literal[Told.KEPT, Told.KNOWN]
"""What is known was kept before, and is not counted again."""
WITHOUT_KIND = ("union_tag_invalid", "union_tag_not_found")
SHOWN: dict[str, JsonValue] = {
    "kind": "shown",
    "id": "0b0f7a2e-5d5b-4e0f-9a3f-1c2d3e4f5a6b",
    "mentor_id": 12,
    "mentee_id": 7,
    "at": "2026-01-05T18:00:00+09:00",
    "ranking_id": "c2d3e4f5a6b70b0f7a2e5d5b4e0f9a3f",
    "position": 1,
}
ACCEPTED: dict[str, JsonValue] = {
    "kind": "accepted",
    "id": "answer-to-5d5b4e0f",
    "mentor_id": 12,
    "mentee_id": 7,
    "at": "2026-01-05T10:30:00Z",
}
RATED: dict[str, JsonValue] = {**ACCEPTED, "kind": "rated", "id": "9a3f1c2d", "rating": 5}


class EventBody(BaseModel):
    """What every event says."""

    model_config = ConfigDict(extra="forbid")

    id: Token = Field(
        description="Made by who sends the event, and sent again with it; best by chance, and"
        " of an answer from its request's"
    )
    mentor_id: BodyId
    mentee_id: BodyId
    at: Moment = Field(description="When it happened, which is not when it is sent")


class DoneBody(EventBody):
    """A mentee opened a mentor's profile or asked for help, or was answered."""

    kind: Literal["opened", "requested", "accepted", "declined"]


class ShownBody(EventBody):
    """A mentor stood in a ranking that a mentee got."""

    kind: Literal["shown"]
    ranking_id: Token = Field(
        description="The same for all in one ranking; the `X-Request-ID` of its answer will do"
    )
    position: Annotated[int, Field(ge=1, le=POSITION_MAX), NUMBER] = Field(
        description="Where in the ranking, from 1 on"
    )


class RatedBody(EventBody):
    """A mentee said how it was."""

    kind: Literal["rated"]
    rating: Annotated[int, Field(ge=RATING_MIN, le=RATING_MAX), NUMBER] = Field(
        description="5 for the best"
    )


class FeedbackBody(
    RootModel[Annotated[DoneBody | ShownBody | RatedBody, Field(discriminator="kind")]]
):
    """Something that happened between a mentee and a mentor."""

    model_config = ConfigDict(json_schema_extra={"examples": [SHOWN, ACCEPTED, RATED]})

    @model_validator(mode="wrap")
    @classmethod
    def _with_places(
        cls, value: object, validated: ModelWrapValidatorHandler["FeedbackBody"]
    ) -> "FeedbackBody":
        """Name fields as they stand in the body: pydantic puts the kind before each of them."""
        try:
            return validated(value)
        except ValidationError as error:
            found = error.errors(include_url=False, include_input=False)
            problems = [_placed(each) for each in found]
            raise ValidationError.from_exception_data(cls.__name__, problems) from None


def _placed(error: ErrorDetails) -> InitErrorDetails:
    said, place = error["msg"], error["loc"][1:]
    if error["type"] in WITHOUT_KIND:  # whose words hold what was sent
        kinds = ", ".join(f"'{kind}'" for kind in KINDS)
        said, place = f"Input should be one of {kinds}", ("kind",)
    return InitErrorDetails(type=PydanticCustomError(error["type"], said), loc=place, input=None)


class FeedbackAnswer(BaseModel):
    """An event is kept."""

    id: str
    outcome: Outcome


class FeedbackLineKept(BaseModel):
    """A line was understood, and its event is kept."""

    line: int
    id: str
    outcome: Outcome


class FeedbackEnd(BaseModel):
    """All lines were read; without this last line the answer was cut short."""

    done: Literal[True] = True
    lines: int
    kept: int
    known: int
    refused: int
