"""Vectors of mentors as clients are answered: of which model, and whether they are up to date."""

from pydantic import BaseModel, Field

from schemas.embedding import ModelIdentity


class ModelAnswer(BaseModel):
    """The model that serves; another revision gives other vectors."""

    name: str
    revision: str
    dimension: int


class EmbeddingAnswer(BaseModel):
    """A mentor's vector was made anew, and is kept."""

    user_id: int
    model: ModelAnswer
    up_to_date: bool = Field(
        description="False where the mentor changed meanwhile: the vector that is kept still "
        "serves, and another is being made"
    )


class UpdateAnswer(BaseModel):
    """The vectors of all mentors were looked at."""

    model: ModelAnswer
    seen: int = Field(description="Mentors")
    encoded: int = Field(description="Vectors that were made; the others were up to date")


def model_answer(of: ModelIdentity) -> ModelAnswer:
    """Return a model as clients are answered."""
    return ModelAnswer(name=of.name, revision=of.revision, dimension=of.dimension)
