"""Errors of the control side's two ports, one class for each thing the caller does about it.

They are of the standard library alone, codes and all, so that the simulator raises the same ones.
"""

from __future__ import annotations

from deploy.errors import DeployError


class TryAgain(DeployError):
    """Not carried out, and not for good: too many requests, or no way through. Make it again."""


class Unanswered(DeployError):
    """No reply, or a broken one: it may have been carried out. Look before making it again."""


class Denied(DeployError):
    """The credentials or their permissions do not allow it. Waiting does not help."""


class Missing(DeployError):
    """The bucket, the object, the instance or the command is not there."""


class Changed(DeployError):
    """Other bytes than the ones that are meant."""


class Rejected(DeployError):
    """The service does not accept the request as it is. Making it again does not help."""


TRY_AGAIN = frozenset(
    (
        *("503", "RequestLimitExceeded", "RequestThrottled", "RequestThrottledException"),
        *("ServiceUnavailable", "SlowDown", "Throttling", "ThrottlingException"),
        *("ThrottledException", "TooManyRequestsException", "ConditionalRequestConflict"),
    )
)
"""Codes that say: not carried out, later it may be. A conflict is of two uploads of one key."""

DENIED = frozenset(
    (
        *("401", "403", "AccessDenied", "AccessDeniedException", "AllAccessDisabled"),
        *("ExpiredToken", "ExpiredTokenException", "IncompleteSignature", "InvalidAccessKeyId"),
        *("InvalidClientTokenId", "InvalidSignatureException", "InvalidToken", "NotSignedUp"),
        *("MissingAuthenticationToken", "MissingAuthenticationTokenException", "OptInRequired"),
        *("RequestExpired", "RequestTimeTooSkewed", "SignatureDoesNotMatch"),
        *("UnauthorizedAccess", "UnrecognizedClientException"),
    )
)
"""Codes about who asks. A HEAD has no body, so its code is the bare status."""

MISSING = frozenset(
    ("404", "NoSuchBucket", "NoSuchKey", "NotFound", "InvalidInstanceId", "InvalidCommandId")
)
"""Codes about what is not there."""

CHANGED = frozenset(
    ("412", "BadDigest", "InvalidDigest", "PreconditionFailed", "XAmzContentSHA256Mismatch")
)
"""Codes about bytes: something else is there, or something else arrived."""

SERVER_ERROR = 500

ADVICE = {
    TryAgain: "Make the same request again in a moment",
    Unanswered: "Look whether it was carried out before making it again",
    Denied: "Check the credentials and what they are allowed to do",
    Missing: "Check the names of the bucket and the instance, and the region",
    Changed: "Compare the digests: something else lies under this name",
    Rejected: "This is a mistake in the request: read the code of the service",
}


def error_for(code: str, status: int) -> type[DeployError]:
    """Return the class of error for a code of AWS, and the HTTP status it came with.

    The codes are those of the two services' references, "Error responses" (S3) and "Common
    errors" (Systems Manager). An unknown code is the server's failure from status 500 on.
    """
    for codes, kind in (
        (TRY_AGAIN, TryAgain),
        (DENIED, Denied),
        (MISSING, Missing),
        (CHANGED, Changed),
    ):
        if code in codes:
            return kind
    return Unanswered if status >= SERVER_ERROR else Rejected


def refusal(operation: str, what: str, code: str, status: int) -> DeployError:
    """Return the error of a service that says no to an operation on something.

    The text holds the code and never the service's own words: those repeat keys and parameters.
    """
    return told(error_for(code, status), operation, what, code)


def told(kind: type[DeployError], operation: str, what: str, why: str) -> DeployError:
    """Return an error in the one form that all of them have."""
    return kind(f"{operation} of {what}: {why}", ADVICE[kind])
