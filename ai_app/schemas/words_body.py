"""Words as clients ask for them and are answered."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict, Field, JsonValue

from schemas.fields import BodyId, Introduction, Names, Years
from schemas.language import Language
from schemas.words import WrittenBy

EXAMPLE: dict[str, JsonValue] = {
    "mentor_id": 12,
    "text": "간호사로 일하다 데이터 분석가로 옮기고 싶습니다. SQL은 조금 할 줄 알아요.",
    "jobs": ["데이터 분석가"],
}


class WordsBody(BaseModel):
    """For whom words are wanted: a mentee who is kept, or a text, and the mentor.

    With both, the text is what the mentee has to say today, beside their profile.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    mentor_id: BodyId
    mentee_id: BodyId | None = None
    text: Introduction = ""
    jobs: Names = []
    skills: Names = []
    years: Years | None = None
    language: Language | None = Field(
        default=None, description="Of the words; without it, that of the text or the introduction"
    )


class WordsAnswer(BaseModel):
    """The words, whole."""

    event: ClassVar[str] = "done"

    mentor_id: int
    language: Language
    text: str
    written_by: WrittenBy = Field(
        description="`template` where the model had no key, no quota, no network, or no answer"
    )


class WordsPiece(BaseModel):
    """A part of words that are being written: show it, and replace all of it by what is `done`."""

    event: ClassVar[str] = "piece"

    text: str
