"""Reads and writes where a model's vectors crowd: two rows, of queries and of passages."""

from pathlib import Path

import numpy as np

from schemas.embedding import Vectors
from schemas.errors import ModelDown

ROWS = 2


def read_centres(path: Path) -> tuple[Vectors, Vectors]:
    """Return the centre of queries and that of passages; raise `ModelDown` where there are none."""
    try:
        found = np.load(path, allow_pickle=False)
    except (EOFError, OSError, ValueError) as error:
        raise ModelDown(
            f"{path.name} cannot be read ({error}): install the service anew"
        ) from error
    if found.shape[:-1] != (ROWS,):
        raise ModelDown(f"{path.name} does not hold {ROWS} vectors")
    of_queries, of_passages = found.astype(np.float32)
    return of_queries, of_passages


def write_centres(path: Path, of_queries: Vectors, of_passages: Vectors) -> None:
    """Write the centre of queries and that of passages."""
    np.save(path, np.stack((of_queries, of_passages)).astype(np.float32), allow_pickle=False)
