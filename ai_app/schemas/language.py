"""The languages in which the service speaks to people."""

from typing import Literal

Language = Literal["ko", "en"]
