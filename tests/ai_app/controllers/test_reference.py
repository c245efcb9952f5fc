"""Tests of the reference texts: profiles of the main set, half of either language's weight."""

import numpy as np
import pytest

from adapters.evaluation_files import read_mentors
from api.knowledge import read_vocabularies
from api.settings import Settings
from controllers.reference import reference_centres
from services.embedding.profile_text import profile_text
from tests.ai_app.services.embedding.doubles import HashEncoder


@pytest.mark.parametrize("every", [1, 4])
def test_all_of_them_are_read_or_some(every: int) -> None:
    settings, encoder = Settings(), HashEncoder()
    known = read_vocabularies(settings)
    directory = settings.evaluation_directory
    centres = reference_centres(encoder, directory, known, every=every)
    mentors = read_mentors(directory / "mentors.jsonl")[::every]
    texts = [profile_text(mentor.profile) for mentor in mentors]
    assert set(texts) <= set(encoder.asked)
    assert len(encoder.asked) > 1.5 * len(texts)  # the queries are more than the mentors
    assert np.linalg.norm(centres.of_passages) < 0.5  # texts of digests crowd nowhere
