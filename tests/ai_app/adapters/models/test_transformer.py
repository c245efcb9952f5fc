"""Models of sentence-transformers: how one is loaded and asked, on a stand-in for the library."""

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from numpy.typing import NDArray

from adapters.models.transformer import Prefixes, digest, load_transformer, prefixes
from schemas.embedding import ModelIdentity
from schemas.errors import ModelDown
from services.embedding.encoder import Encoder

COMMIT = "614241f622f53c4eeff9890bdc4f31cfecc418b3"
NO_EXTRA = r"EMBEDDING_MODEL=x needs the extra `models`, which is not installed \(no torch\)"


@dataclass
class Library:
    """Stands in for torch and for sentence-transformers: answers, and remembers what was asked."""

    prompts: Mapping[str, str] = field(default_factory=dict)
    commit: str | None = COMMIT
    failure: Exception | None = None
    threads: list[int] = field(default_factory=list)
    loaded: list[tuple[str, Mapping[str, object]]] = field(default_factory=list)
    read: list[str] = field(default_factory=list)

    def set_num_threads(self, count: int) -> None:
        self.threads.append(count)

    def SentenceTransformer(self, name: str, **options: object) -> "Library":  # noqa: N802
        self.loaded.append((name, options))
        if self.failure:
            raise self.failure
        return self

    def get_embedding_dimension(self) -> int:
        return 3

    def __getitem__(self, place: int) -> SimpleNamespace:
        config = SimpleNamespace(_commit_hash=self.commit)
        return SimpleNamespace(auto_model=SimpleNamespace(config=config))

    def encode(
        self, text: str, *, normalize_embeddings: bool, show_progress_bar: bool
    ) -> NDArray[np.float64]:
        assert (normalize_embeddings, show_progress_bar) == (True, False)
        self.read.append(text)
        return np.array([len(self.read), 0, 0], dtype=np.float64)


@pytest.fixture
def library(monkeypatch: pytest.MonkeyPatch) -> Library:
    found = Library()
    monkeypatch.setattr(importlib, "import_module", {
        "torch": found, "sentence_transformers": found,
    }.__getitem__)  # fmt: skip
    return found


def test_a_model_of_the_hub_is_known_by_its_commit(library: Library) -> None:
    encoder: Encoder = load_transformer("intfloat/multilingual-e5-small", {})
    assert encoder.identity == ModelIdentity(
        name="intfloat/multilingual-e5-small", revision=f"{COMMIT[:16]}-1", dimension=3
    )
    assert library.threads == [1]
    options = {"device": "cpu", "local_files_only": False, "trust_remote_code": False}
    assert library.loaded == [("intfloat/multilingual-e5-small", options)]


@pytest.mark.parametrize(
    ("value", "offline"), [("1", True), ("True", True), ("on", True), ("0", False), ("", False)]
)
def test_offline_the_hub_is_not_asked(library: Library, value: str, offline: bool) -> None:
    load_transformer("x/y", {"HF_HUB_OFFLINE": value})
    assert library.loaded[0][1]["local_files_only"] is offline


def test_a_folder_is_known_by_its_content_and_never_asked_of_the_hub(
    library: Library, tmp_path: Path
) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    model = load_transformer(str(tmp_path), {})
    assert model.identity.name == tmp_path.name
    assert model.identity.revision == f"{digest(tmp_path)}-1"
    assert library.loaded[0][1]["local_files_only"] is True


def test_each_text_is_read_alone_with_its_prefix(library: Library) -> None:
    model = load_transformer("intfloat/e5-base", {})
    assert model.queries(["a", "b\0c"]).tolist() == [[1, 0, 0], [2, 0, 0]]
    assert model.passages(["d"]).dtype == np.float32
    assert library.read == ["query: a", "query: b c", "passage: d"]
    assert model.passages([]).shape == (0, 3)


@pytest.mark.parametrize(
    ("name", "prompts", "found"),
    [
        ("intfloat/multilingual-e5-small", {}, Prefixes(query="query: ", passage="passage: ")),
        ("models/E5_mine", {"query": ""}, Prefixes(query="query: ", passage="passage: ")),
        ("BAAI/bge-m3", {"query": "", "document": ""}, Prefixes()),
        ("snunlp/core5-large", {}, Prefixes()),
        ("x/e5", {"query": "q: ", "passage": "p: "}, Prefixes(query="q: ", passage="p: ")),
        ("x/y", {"document": "d: "}, Prefixes(passage="d: ")),
    ],
)
def test_prefixes_are_those_of_the_model_or_of_e5(
    name: str, prompts: Mapping[str, str], found: Prefixes
) -> None:
    assert prefixes(name, prompts) == found


def test_a_digest_tells_content_and_names_and_nothing_else(tmp_path: Path) -> None:
    folders = [tmp_path / each for each in "abcd"]
    for folder, (name, content) in zip(
        folders, [("f", "x"), ("f", "x"), ("g", "x"), ("f", "y")], strict=True
    ):
        (folder / "sub").mkdir(parents=True)
        (folder / "sub" / name).write_text(content, encoding="utf-8")
    first, same, renamed, other = map(digest, folders)
    assert first == same
    assert len({first, renamed, other}) == 3
    assert len(first) == 16


def test_without_the_extra_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(name: str) -> None:
        raise ImportError(f"no {name}")

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ModelDown, match=NO_EXTRA):
        load_transformer("x", {})


@pytest.mark.parametrize(
    ("failure", "said"),
    [
        (OSError("no such model\nand much more"), r"cannot be loaded \(no such model\): set it to"),
        (RuntimeError(), r"cannot be loaded \(RuntimeError\): set it to a folder"),
    ],
)
def test_a_model_that_cannot_be_loaded_is_told_in_a_sentence(
    library: Library, failure: Exception, said: str
) -> None:
    library.failure = failure
    with pytest.raises(ModelDown, match=said):
        load_transformer("x/y", {})


def test_offline_it_says_that_this_is_why(library: Library) -> None:
    library.failure = OSError("not cached")
    with pytest.raises(ModelDown, match="HF_HUB_OFFLINE is set and the model was never downloaded"):
        load_transformer("x/y", {"HF_HUB_OFFLINE": "1"})


def test_a_model_without_a_commit_has_no_identity(library: Library) -> None:
    library.commit = None
    with pytest.raises(ModelDown, match="did not say of which commit"):
        load_transformer("x/y", {})
