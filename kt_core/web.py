"""Routes beside Streamlit's: the live channel of a run, and the assets of our own components."""

import asyncio
import hashlib
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from kt_core.live import Hub, ViewerDropped
from kt_core.runs import Store, is_run_id
from kt_core.surface_routes import surface_routes

ASSETS = Path(__file__).resolve().parent.parent / "components" / "assets"
MEDIA_TYPES = {".js": "text/javascript", ".txt": "text/plain"}

UNKNOWN_RUN, FOREIGN_ORIGIN, WRONG_CURSOR, COME_BACK = 4404, 4403, 4400, 1013  # close codes
HANGING = 20.0  # seconds in which a message must have left, else the browser is gone


def routes(
    base_url: str | None = "", *, store: Store | None = None, first_page: str = ""
) -> list[BaseRoute]:
    """The routes for `st.App`, below `base_url` (Streamlit's `server.baseUrlPath`).

    `/kt/live/{run}?from=N` is a WebSocket with all live rows of the run from number N on;
    `/kt/assets/{name}` gives the browser parts of our components,
    `/kt/surfaces/{run}` what a run's network answers in the plane. `/{first_page}` leads to `/`,
    the only address under which Streamlit knows the first page.
    """
    folder = (base_url or "").strip("/")
    base = f"/{folder}" if folder else ""
    live = Live(store or Store())

    async def start(request: Request) -> Response:
        query = request.url.query
        return RedirectResponse(f"{base}/" + (f"?{query}" if query else ""))

    return [
        *([Route(f"{base}/{first_page}", start)] if first_page else []),
        Route(f"{base}/kt/assets/{{name}}", asset),
        *surface_routes(base),
        WebSocketRoute(f"{base}/kt/live/{{run}}", live.serve),
    ]


@lru_cache
def asset_version(name: str) -> str:
    """The part of the asset's address that changes with its content. Raises OSError."""
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:16]


async def asset(request: Request) -> Response:
    """A built file. Kept by browsers for good when asked for by its version."""
    known = {path.name: path for path in ASSETS.iterdir() if path.suffix in MEDIA_TYPES}
    path = known.get(request.path_params["name"])
    if path is None:
        return PlainTextResponse("There is no such asset.", 404)
    current = request.query_params.get("v") == asset_version(path.name)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable" if current else "no-cache",
        "X-Content-Type-Options": "nosniff",
    }
    return FileResponse(path, media_type=MEDIA_TYPES[path.suffix], headers=headers)


class Live:
    """The WebSocket side of the live channel."""

    def __init__(self, store: Store):
        self._store = store
        self.hub = Hub(store)

    async def serve(self, socket: WebSocket) -> None:
        """Sends a run's rows until the browser leaves, or lags behind and is asked to come back."""
        if not same_origin(socket):
            await socket.close(FOREIGN_ORIGIN)
            return
        await socket.accept()
        code = await self._refusal(socket) or await self._send_rows(socket)
        if code is not None:
            with suppress(TimeoutError, WebSocketDisconnect):
                await asyncio.wait_for(socket.close(code), HANGING)

    async def _refusal(self, socket: WebSocket) -> int | None:
        """The close code when there is nothing to send. Only after accepting can a page see it."""
        run = socket.path_params["run"]
        if cursor(socket) is None:
            return WRONG_CURSOR
        if not is_run_id(run) or await asyncio.to_thread(self._store.run, run) is None:
            return UNKNOWN_RUN
        return None

    async def _send_rows(self, socket: WebSocket) -> int | None:
        """The close code, or None when the browser has closed."""
        run, from_ = socket.path_params["run"], cursor(socket) or 0
        async with self.hub.watch(run, from_=from_) as messages:
            sending = asyncio.create_task(_send(socket, messages))
            leaving = asyncio.create_task(_left(socket))
            try:
                await asyncio.wait({sending, leaving}, return_when=asyncio.FIRST_COMPLETED)
                return None if leaving.done() else await sending
            finally:
                sending.cancel()
                leaving.cancel()
                await asyncio.wait({sending, leaving})


def same_origin(socket: WebSocket) -> bool:
    """Whether the page that opens the socket came from this very server.

    Every browser says where its page came from; programs that are no browser need not.
    """
    origin = socket.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == socket.headers.get("host")


def cursor(socket: WebSocket) -> int | None:
    """The number of the first row the browser asks for, or None if it is no number."""
    text = socket.query_params.get("from", "0")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


async def _send(socket: WebSocket, messages: AsyncIterator[str]) -> int | None:
    try:
        async for message in messages:
            await asyncio.wait_for(socket.send_text(message), HANGING)
    except WebSocketDisconnect:
        return None
    except (ViewerDropped, TimeoutError):
        pass
    return COME_BACK


async def _left(socket: WebSocket) -> None:
    with suppress(WebSocketDisconnect):
        while (await socket.receive())["type"] != "websocket.disconnect":
            pass
