"""Who may ask what, and how often."""

from collections.abc import Awaitable, Callable

from fastapi import Depends, Request
from fastapi.security import APIKeyHeader, HTTPBearer
from starlette.exceptions import HTTPException

from api.keys import EVERYBODY, Client, client_of
from api.settings import Scope
from api.state import state_of

BEARER = HTTPBearer(auto_error=False, description="`Authorization: Bearer <key>`")
HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key, as it is")
SCHEMES = (BEARER, HEADER)
"""Any one of these will do; `api.description` tells of them."""
ALLOWED = "allowed"
"""Where a request carries what it was found to be allowed, and whose it is."""
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Re-Fit AI"'}


def allowed(scope: Scope) -> Callable[..., Awaitable[Client]]:
    """Return what asks that the client may do this; it answers 401, 403 or 429 where not."""

    async def check(request: Request) -> Client:  # not handed to another thread
        done: dict[Scope, Client] = request.scope.setdefault(ALLOWED, {})
        if scope in done:
            return done[scope]
        state = state_of(request.app)
        client = EVERYBODY if state.settings.development else None
        key = await _key_of(request)
        if client is None and key is not None:
            client = client_of(key, state.settings.api_keys)
        if client is None:
            said = "no key came with it" if key is None else "its key is nobody's"
            raise HTTPException(401, f"the request was not allowed: {said}", CHALLENGE)
        request.scope["client_name"] = client.name
        if scope not in client.scopes:
            raise HTTPException(403, f"this key may not do that: it lacks the scope {scope!r}")
        left_s = state.rate_limit.count(client.name)
        if left_s is not None:
            raise HTTPException(
                429,
                f"these are more requests than a client may make in a minute; come in {left_s} s",
                {"Retry-After": str(left_s)},
            )
        done[scope] = client
        return client

    return check


async def _key_of(request: Request) -> str | None:
    """Return the key; asked here, for FastAPI takes long over each dependency of a dependency."""
    bearer = await BEARER(request)
    return bearer.credentials if bearer else await HEADER(request)


_READ, _WRITE, _OPERATE = CHECKS = allowed("read"), allowed("write"), allowed("admin")
"""What a `Guarded` route does first; FastAPI does it once more, at no cost."""
MayRead, MayWrite, MayOperate = Depends(_READ), Depends(_WRITE), Depends(_OPERATE)
