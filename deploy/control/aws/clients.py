"""AWS for the control side: its clients, with bounds on their time and their tries.

Credentials are found as boto3 finds them, from the environment in CI. Needs boto3, which the
host's side never loads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import boto3
from botocore.config import Config

from deploy.control.aws.errors import calling
from deploy.control.aws.shell import SsmShell
from deploy.control.aws.store import S3Store
from deploy.control.errors import Rejected, told

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_ssm import SSMClient

REGION = "ap-northeast-2"
CONNECT_TIMEOUT_S, READ_TIMEOUT_S = 5, 30
"""For each try; the second bounds the wait for the next bytes."""
TRIES_MAX = 4
"""One request and three repetitions, with growing waits (botocore's mode `standard`)."""


def object_store(
    bucket: str, *, region: str = REGION, endpoint_url: str | None = None, tries: int = TRIES_MAX
) -> S3Store:
    """Return the object store of a bucket; `endpoint_url` leads to something that stands in.

    Raises `Rejected` for an endpoint or a region that is none, `Denied` without credentials.
    """
    return S3Store(_s3(region, endpoint_url, _config(tries)), bucket)


def remote_shell(
    *, region: str = REGION, endpoint_url: str | None = None, tries: int = TRIES_MAX
) -> SsmShell:
    """Return the remote shell; errors and `endpoint_url` as with the object store."""
    return SsmShell(
        client=_ssm(region, endpoint_url, _config(tries)),
        once=_ssm(region, endpoint_url, _config(1)),
    )


def _config(tries: int) -> Config:
    return Config(
        connect_timeout=CONNECT_TIMEOUT_S,
        read_timeout=READ_TIMEOUT_S,
        retries={"total_max_attempts": tries, "mode": "standard"},
        signature_version="v4",
    )


def _s3(region: str, endpoint_url: str | None, config: Config) -> S3Client:
    # By its own name a new bucket is found at once; the global one redirects for hours.
    style: Literal["auto", "virtual"] = "virtual" if endpoint_url is None else "auto"
    signed = config.merge(Config(signature_version="s3v4", s3={"addressing_style": style}))
    with calling("connecting", "S3"):
        try:
            return boto3.session.Session().client(
                "s3", region_name=region, endpoint_url=endpoint_url, config=signed
            )
        except ValueError:  # botocore's own, for an address that is none
            raise told(Rejected, "connecting", "S3", "its address is none") from None


def _ssm(region: str, endpoint_url: str | None, config: Config) -> SSMClient:
    with calling("connecting", "Systems Manager"):
        try:
            return boto3.session.Session().client(
                "ssm", region_name=region, endpoint_url=endpoint_url, config=config
            )
        except ValueError:  # as above
            raise told(Rejected, "connecting", "Systems Manager", "its address is none") from None
