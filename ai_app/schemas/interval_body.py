"""A mean and its confidence interval as clients are answered."""

from pydantic import BaseModel, ConfigDict


class IntervalAnswer(BaseModel):
    """A mean, and between what it may well lie."""

    model_config = ConfigDict(from_attributes=True)

    mean: float
    low: float
    high: float
