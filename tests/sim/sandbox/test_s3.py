"""The sandbox's S3 comes and goes without a trace."""

from threading import active_count

import pytest
import requests

from deploy.control.aws import clients
from sim.sandbox import s3
from tests.contracts.clouds import credentials


@pytest.mark.lengthy
def test_it_is_quiet_and_leaves_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    before = active_count()
    with credentials(), s3.serving("artifacts") as served:
        store = clients.object_store(served.bucket, endpoint_url=served.url, tries=1)
        assert store.keys("") == ()
        store.put("k", b"one")
    with credentials(), s3.serving("artifacts") as again:
        assert clients.object_store("artifacts", endpoint_url=again.url, tries=1).keys("") == ()
    assert capfd.readouterr() == ("", "")
    assert active_count() <= before  # threads of other tests may have ended since
    with pytest.raises(requests.ConnectionError):
        requests.get(served.url, timeout=1)
