"""Models of the library sentence-transformers, from a folder or from the hub; an extra brings it.

Nothing here asks the network for what is a folder, nor where HF_HUB_OFFLINE says not to.
"""

import hashlib
import importlib
import os
import re
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from adapters.models.legible import legible
from schemas.embedding import ModelIdentity, Vectors
from schemas.errors import ModelDown

RECIPE = 1
"""Counts up when a text would be read in another way, so that its vector changes."""
E5 = re.compile(r"(^|[-_])e5([-_]|$)")
TRUE = frozenset({"1", "on", "yes", "true"})
"""What the hub's client takes for yes."""


PIECE_BYTES = 2**20
"""So much of a file is in memory at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Prefixes:
    """What stands before a text, so that the model knows what it is for."""

    query: str = ""
    passage: str = ""


class Sentences(Protocol):
    """The part of the library's models that is needed."""

    def encode(
        self, text: str, /, *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> NDArray[np.float32]:
        """Return the unit vector of one text: shape (dimension,)."""


class TransformerModel:
    """Fulfils `Encoder`, one caller at a time: the tokenizer keeps state of its own.

    Texts are read one by one: padded with others, a text gets a vector that differs in its last
    digits, and one processor core is no slower that way.
    """

    def __init__(self, model: Sentences, *, identity: ModelIdentity, prefixes: Prefixes) -> None:
        self._model, self._prefixes = model, prefixes
        self._lock = threading.Lock()
        self.identity = identity

    def queries(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, self._prefixes.query)

    def passages(self, texts: Sequence[str]) -> Vectors:
        return self._vectors(texts, self._prefixes.passage)

    def _vectors(self, texts: Sequence[str], prefix: str) -> Vectors:
        vectors = np.empty((len(texts), self.identity.dimension), dtype=np.float32)
        for row, text in zip(vectors, texts, strict=True):
            with self._lock:
                row[:] = self._model.encode(
                    prefix + legible(text), normalize_embeddings=True, show_progress_bar=False
                )
        return vectors


def load_transformer(name: str, environ: Mapping[str, str] = os.environ) -> TransformerModel:
    """Return the model in this folder, or of this name at the hub, to run in one thread.

    Raises `ModelDown`, saying what an operator can do.
    """
    folder = Path(name).is_dir()
    offline = folder or environ.get("HF_HUB_OFFLINE", "").lower() in TRUE
    try:
        importlib.import_module("torch").set_num_threads(1)
        library = importlib.import_module("sentence_transformers")
    except ImportError as error:
        raise ModelDown(
            f"EMBEDDING_MODEL={name} needs the extra `models`, which is not installed ({error}): "
            f"install it, or leave EMBEDDING_MODEL out for the model that comes with the service"
        ) from error
    try:
        model = library.SentenceTransformer(
            name, device="cpu", local_files_only=offline, trust_remote_code=False
        )
        identity = ModelIdentity(
            name=Path(name).name if folder else name,
            revision=f"{digest(Path(name)) if folder else commit(model)}-{RECIPE}",
            dimension=int(model.get_embedding_dimension()),
        )
    except Exception as error:  # many libraries, and none says what it raises
        raise ModelDown(_advice(name, error, offline=offline and not folder)) from error
    return TransformerModel(model, identity=identity, prefixes=prefixes(name, model.prompts))


def prefixes(name: str, prompts: Mapping[str, str]) -> Prefixes:
    """Return what the model says of itself; e5 models need theirs even where they are silent."""
    query = prompts.get("query") or ""
    passage = prompts.get("passage") or prompts.get("document") or ""
    if query or passage:
        return Prefixes(query=query, passage=passage)
    if E5.search(Path(name).name.lower()):
        return Prefixes(query="query: ", passage="passage: ")
    return Prefixes()


def digest(folder: Path) -> str:
    """Return 16 hex digits of the SHA-256 over all files of a folder and their names."""
    whole = hashlib.sha256()
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        content = hashlib.sha256()
        with path.open("rb") as file:
            while piece := file.read(PIECE_BYTES):
                content.update(piece)
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content.hexdigest()}\n".encode())
    return whole.hexdigest()[:16]


def commit(model: Any) -> str:  # noqa: ANN401 - of an extra
    """Return 16 hex digits of the hub's commit; raise `ValueError` where none is told."""
    found = getattr(model[0].auto_model.config, "_commit_hash", None)
    if not isinstance(found, str):
        raise ValueError("the hub did not say of which commit it is")  # noqa: TRY004 - as told
    return found[:16]


def _advice(name: str, error: Exception, *, offline: bool) -> str:
    first = (str(error).strip().splitlines() or [type(error).__name__])[0]
    what = "HF_HUB_OFFLINE is set and the model was never downloaded here: " if offline else ""
    return (
        f"EMBEDDING_MODEL={name} cannot be loaded ({first}): {what}set it to a folder that holds "
        f"the model, or leave it out for the model that comes with the service"
    )
