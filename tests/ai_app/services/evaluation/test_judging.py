"""Judging: each system is asked the same, and what tells nothing is left out and counted."""

from collections.abc import Sequence

import pytest

from services.evaluation.judging import Judged, Rules, judged
from tests.ai_app.services.evaluation.queries import (
    QUERIES,
    SYSTEMS,
    Asked,
    Language,
    asked,
    by_id,
)


def values(of: Judged, system: str, metric: str) -> list[float]:
    return list(of.values[system][metric])


def test_every_answer_is_measured_by_every_metric() -> None:
    found = judged(SYSTEMS, QUERIES, Rules(depth=5, hit_depths=(1, 3)))
    assert found.languages == ("ko", "ko", "en", "en")
    assert {type(language) for language in found.languages} == {str}
    assert list(found.values) == ["knowing", "by id", "silent"]
    assert list(found.values["by id"]) == ["nDCG@5", "MRR", "recall@5", "hit@1", "hit@3"]
    assert values(found, "by id", "MRR") == [1, 1 / 3, 1 / 4, 1 / 8]
    assert values(found, "by id", "recall@5") == [1, 1, 2 / 3, 0]
    assert values(found, "by id", "hit@1") == [1, 0, 0, 0]
    assert values(found, "by id", "hit@3") == [1, 1, 0, 0]
    assert found.values["by id"]["nDCG@5"][3] == 0
    assert set(found.values["knowing"]["nDCG@5"]) == {1}
    assert all(set(each) == {0} for each in found.values["silent"].values())
    assert found.rankings["by id"] == (tuple(range(1, 9)),) * 4


def test_queries_that_tell_nothing_are_counted_and_nobody_is_asked_them() -> None:
    put: list[int] = []

    def remembering(query: Asked) -> Sequence[int]:
        put.append(query.id)
        return []

    assert judged({"it": remembering}, QUERIES, Rules()).left_out == {"ko": 1, "en": 0, "mixed": 1}
    assert put == [1, 2, 4, 5]


def test_what_is_relevant_is_a_matter_of_the_rules() -> None:
    found = judged(SYSTEMS, QUERIES, Rules(depth=5, hit_depths=(4,), relevant_from=2))
    assert found.languages == ("ko", "ko", "en")
    assert found.left_out == {"ko": 1, "en": 1, "mixed": 1}
    assert values(found, "by id", "MRR") == [1, 1 / 3, 1 / 5]
    assert values(found, "by id", "recall@5") == [1, 1, 1 / 2]
    assert values(found, "by id", "hit@4") == [1, 1, 0]


def test_further_metrics_may_be_measured() -> None:
    found = judged(
        SYSTEMS, QUERIES, Rules(), {"length": lambda ranking, _grades: float(len(ranking))}
    )
    assert values(found, "by id", "length") == [8, 8, 8, 8]
    assert values(found, "silent", "length") == [0, 0, 0, 0]


def test_two_queries_of_one_id_are_refused() -> None:
    with pytest.raises(ValueError, match="same id"):
        judged(SYSTEMS, [*QUERIES, QUERIES[0]], Rules())


def test_another_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language of queries"):
        judged(SYSTEMS, [asked(1, Language.FRENCH, {1: 1})], Rules())


def test_a_system_that_names_somebody_twice_is_found_out() -> None:
    with pytest.raises(ValueError, match="names each person once"):
        judged({"doubled": lambda query: by_id(query) * 2}, QUERIES, Rules())
