"""Decision surfaces for browsers: the files of a run as its engine has written them."""

import asyncio
import re
from pathlib import Path

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from kt_core import surfaces
from kt_core.home import home
from kt_core.runs import is_run_id

OUTPUT = re.compile("[1-9][0-9]?|")
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


def surface_routes(base: str) -> list[BaseRoute]:
    """`/kt/surfaces/{run}` lists what there is (`kt_core.surfaces.listed`), and
    `/kt/surfaces/{run}/{name}` gives one of the files; `{run}-1` is the run's second output."""
    return [
        Route(f"{base}/kt/surfaces/{{run}}", _list),
        Route(f"{base}/kt/surfaces/{{run}}/{{name}}", _file),
    ]


async def _list(request: Request) -> Response:
    found = _place(request)
    if found is None:
        return _nothing()
    return JSONResponse(await asyncio.to_thread(surfaces.listed, *found), headers=HEADERS)


async def _file(request: Request) -> Response:
    found, name = _place(request), request.path_params["name"]
    if found is None or not surfaces.is_name(name):
        return _nothing()
    try:
        content = await asyncio.to_thread((surfaces.place(*found) / name).read_bytes)
    except OSError:
        return _nothing()
    return Response(content, media_type="application/json", headers=HEADERS)


def _place(request: Request) -> tuple[Path, int] | None:
    """The run's folder and the output; nothing is made for a run that does not exist."""
    run, _, output = request.path_params["run"].partition("-")
    if not is_run_id(run) or not OUTPUT.fullmatch(output):
        return None
    return home() / run, int(output or 0)


def _nothing() -> Response:
    return PlainTextResponse("There is no such surface.", 404, headers=HEADERS)
