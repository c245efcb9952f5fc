"""What a service knows before anybody comes: what jobs and skills are called, and a model."""

from adapters.centres_file import read_centres
from adapters.models.e5_small import NAME
from adapters.models.loading import load_encoder
from adapters.vocabulary_file import MalformedVocabulary, read_aliases
from api.settings import Settings
from controllers.reference import reference_centres
from schemas.errors import NotReady
from services.embedding.centring import CentredEncoder, Centres
from services.vocabularies import Vocabularies
from services.vocabulary import Vocabulary

REFERENCE_EVERY = 4
"""Of another model, every fourth reference text is enough: some seconds of work."""


def load_centred(settings: Settings, known: Vocabularies) -> CentredEncoder:
    """Return the model, centred; where another than ours is set, it is first seen where it crowds.

    Raises `ModelDown` where it cannot be loaded.
    """
    encoder = load_encoder(settings.embedding_model)
    if settings.embedding_model == NAME:
        of_queries, of_passages = read_centres(settings.centres_file)
        return CentredEncoder(encoder, Centres(of_queries=of_queries, of_passages=of_passages))
    directory = settings.evaluation_directory
    centres = reference_centres(encoder, directory, known, every=REFERENCE_EVERY)
    return CentredEncoder(encoder, centres)


def read_vocabularies(settings: Settings) -> Vocabularies:
    """Return what jobs and skills are called; raise `NotReady` where that cannot be read."""
    try:
        return Vocabularies(
            jobs=Vocabulary(read_aliases(settings.jobs_file)),
            skills=Vocabulary(read_aliases(settings.skills_file)),
        )
    except (MalformedVocabulary, ValueError) as error:
        raise NotReady(f"a vocabulary cannot be used: {error}") from error
