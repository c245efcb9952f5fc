"""What people and machines are told of a publication."""

import pytest

from deploy.control.complaint import Unfit
from deploy.control.errors import Denied
from deploy.control.telling import document, refused, render
from deploy.tree import digest
from sim.ports.workshop import SHA, WHEEL
from tests.deploy.control.publisher import Publisher


def test_a_person_is_told_where_it_is_and_by_what_it_is_proven(publisher: Publisher) -> None:
    published = publisher.publish()
    assert render(published, "artifacts").splitlines() == [
        f"PUBLISHED: {SHA} of main",
        f"  where: s3://artifacts/artifacts/ai/{SHA}/",
        f"  manifest: sha256:{published.manifest_sha256}",
        *(
            f"  {name}: sha256:{digest(content)}, {len(content)} bytes"
            for name, content in (
                (WHEEL, publisher.repository.wheel()),
                ("requirements.lock", publisher.repository.files["requirements.lock"]),
                ("deploy.pyz", publisher.repository.deployer()),
            )
        ),
        "  proven on Python 3.11, with 1 locked packages",
    ]


def test_the_same_again_is_told_as_such(publisher: Publisher) -> None:
    publisher.publish()
    assert render(publisher.publish(), "b").startswith("PUBLISHED BEFORE, the same: ")


def test_a_machine_is_told_the_same(publisher: Publisher) -> None:
    published = publisher.publish()
    told = document(published, "artifacts")
    assert told["manifest_sha256"] == published.manifest_sha256
    assert (told["exit_code"], told["sha"], told["new"]) == (0, SHA, True)
    assert told["address"] == f"s3://artifacts/artifacts/ai/{SHA}/"


def test_each_reason_of_a_refusal_is_told_with_its_cure(publisher: Publisher) -> None:
    publisher.repository.dirt, publisher.repository.branch = ("notes.txt",), None
    with pytest.raises(Unfit) as caught:
        publisher.publish()
    assert [cure for _, cure in refused(caught.value)] == [
        "Commit it, or take it away: git status",
        "Name the commit's: --branch main",
    ]


def test_another_error_is_one_reason() -> None:
    assert refused(Denied("PutObject of b", "Check it")) == (("PutObject of b", "Check it"),)
