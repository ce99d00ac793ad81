"""Tells browsers apart, so that the queue can serve people in turn. It is no login: nothing is
kept secret by it, and who deletes the cookie is somebody new.
"""

import re
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kt_core.runs.connected import new_id

COOKIE = "kt_visitor"
YEAR = 365 * 24 * 3600  # seconds
_FORM = re.compile(r"[a-z2-7]{24}")


class Visitors:
    """ASGI middleware that gives each browser a name of its own with the first page it loads."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        page = scope["type"] == "http" and _wants_page(scope)
        if not page or visitor(_cookies(scope)):
            await self._app(scope, receive, send)
            return

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                cookie = f"{COOKIE}={new_id()}; Path=/; Max-Age={YEAR}; HttpOnly; SameSite=Lax"
                MutableHeaders(scope=message).append("set-cookie", cookie)
            await send(message)

        await self._app(scope, receive, named)


def visitor(cookies: Mapping[str, str]) -> str | None:
    """The browser's name among its cookies, or None when it has none of the right form."""
    given = cookies.get(COOKIE, "")
    return given if isinstance(given, str) and _FORM.fullmatch(given) else None


def _wants_page(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in _header(scope, b"accept")


def _cookies(scope: Scope) -> dict[str, str]:
    try:
        return {key: each.value for key, each in SimpleCookie(_header(scope, b"cookie")).items()}
    except CookieError:
        return {}


def _header(scope: Scope, name: bytes) -> str:
    found = [value for key, value in scope["headers"] if key == name]
    return b"; ".join(found).decode("latin-1")
