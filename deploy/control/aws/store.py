"""The object store over one bucket of S3."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from botocore.exceptions import ClientError

from deploy.control.aws.errors import calling, code_of
from deploy.control.errors import Changed, Rejected, TryAgain, told
from deploy.control.ports import OBJECT_BYTES_MAX, Stored

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

TAKEN = "PreconditionFailed"
ABSENT = frozenset(("404", "NoSuchBucket", "NoSuchKey", "NotFound"))
"""S3 itself answers a HEAD with nothing but 404, for a missing bucket too."""
DIGEST = "sha256"
"""The metadata of an object that holds its digest, in hex."""
KEYS_MAX = 10_000
LINK_S_MAX = 7 * 24 * 3600
"""The longest life of a signed address (S3 user guide, "Presigned URL limits")."""


@dataclass(frozen=True, slots=True)
class S3Store:
    """The port `ObjectStore`. The client bounds its own time and tries."""

    client: S3Client
    bucket: str

    def put(self, key: str, content: bytes) -> Stored:
        if len(content) > OBJECT_BYTES_MAX:
            raise told(Rejected, "PutObject", self._at(key), f"over {OBJECT_BYTES_MAX} bytes")
        digest = hashlib.sha256(content)
        with calling("PutObject", self._at(key)):
            try:
                answer = self.client.put_object(
                    Bucket=self.bucket,
                    Key=key,
                    Body=content,
                    IfNoneMatch="*",
                    ChecksumSHA256=b64encode(digest.digest()).decode(),
                    Metadata={DIGEST: digest.hexdigest()},
                )
            except ClientError as error:
                if code_of(error) != TAKEN:
                    raise
                return self._same(key, digest.hexdigest())
        return Stored(
            key=key, size=len(content), sha256=digest.hexdigest(), etag=answer["ETag"].strip('"')
        )

    def _same(self, key: str, sha256: str) -> Stored:
        """Return what has the key already; a lost reply, made good by a retry, ends here too."""
        stored = self.head(key)
        if stored is None:
            raise told(TryAgain, "PutObject", self._at(key), "it was there and is gone")
        if stored.sha256 != sha256:
            raise told(Changed, "PutObject", self._at(key), "other content has this key")
        return stored

    def get(self, key: str) -> bytes:
        with calling("GetObject", self._at(key)):
            answer = self.client.get_object(Bucket=self.bucket, Key=key)
            if answer["ContentLength"] > OBJECT_BYTES_MAX:
                raise told(Rejected, "GetObject", self._at(key), f"over {OBJECT_BYTES_MAX} bytes")
            content = answer["Body"].read()
        recorded = answer["Metadata"].get(DIGEST)
        if recorded is not None and hashlib.sha256(content).hexdigest() != recorded:
            raise told(Changed, "GetObject", self._at(key), "not the content that was recorded")
        return content

    def head(self, key: str) -> Stored | None:
        with calling("HeadObject", self._at(key)):
            try:
                answer = self.client.head_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if code_of(error) in ABSENT:
                    return None
                raise
        return Stored(
            key=key,
            size=answer["ContentLength"],
            sha256=answer["Metadata"].get(DIGEST),
            etag=answer["ETag"].strip('"'),
        )

    def keys(self, prefix: str) -> tuple[str, ...]:
        with calling("ListObjectsV2", self._at(prefix)):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=prefix, PaginationConfig={"MaxItems": KEYS_MAX + 1}
            )
            found = sorted(entry["Key"] for page in pages for entry in page.get("Contents", ()))
        if len(found) > KEYS_MAX:
            raise told(Rejected, "ListObjectsV2", self._at(prefix), f"over {KEYS_MAX} keys")
        return tuple(found)

    def reading_url(self, key: str, *, lasts_s: int) -> str:
        return self._signed("get_object", key, lasts_s)

    def writing_url(self, key: str, *, lasts_s: int) -> str:
        return self._signed("put_object", key, lasts_s)

    def _signed(self, call: Literal["get_object", "put_object"], key: str, lasts_s: int) -> str:
        with calling("signing", self._at(key)):
            if not 0 < lasts_s <= LINK_S_MAX:
                raise told(Rejected, "signing", self._at(key), f"not 1 to {LINK_S_MAX} s")
            return self.client.generate_presigned_url(
                call, Params={"Bucket": self.bucket, "Key": key}, ExpiresIn=lasts_s
            )

    def _at(self, key: str) -> str:
        return f"s3://{self.bucket}/{key}"
