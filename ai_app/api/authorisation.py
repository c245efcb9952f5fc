"""Who may ask what, and how often."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from api.keys import EVERYBODY, Client, client_of
from api.settings import Scope
from api.state import state_of

BEARER = HTTPBearer(auto_error=False, description="`Authorization: Bearer <key>`")
HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="The same key, as it is")
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Re-Fit AI"'}


def allowed(scope: Scope) -> Callable[..., Awaitable[Client]]:
    """Return what asks that the client may do this; it answers 401, 403 or 429 where not."""

    async def check(  # a coroutine, which is not handed to another thread
        request: Request,
        bearer: Annotated[HTTPAuthorizationCredentials | None, Security(BEARER)] = None,
        header: Annotated[str | None, Security(HEADER)] = None,
    ) -> Client:
        state = state_of(request.app)
        client = EVERYBODY if state.settings.development else None
        key = bearer.credentials if bearer else header
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
        return client

    return check


MayRead = Depends(allowed("read"))
MayWrite = Depends(allowed("write"))
MayOperate = Depends(allowed("admin"))
