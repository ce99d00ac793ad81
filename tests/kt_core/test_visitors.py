"""Browsers are told apart by a cookie that they get with their first page."""

import asyncio

import httpx
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from kt_core.visitors import COOKIE, Visitors, visitor

PAGE = {"accept": "text/html,*/*"}


def asked(headers):
    """The cookies that a request brings back."""

    async def answer(_request):
        return PlainTextResponse("fine")

    app = Visitors(Starlette(routes=[Route("/", answer)]))

    async def ask():
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://app") as client:
            return (await client.get("/", headers=headers)).headers.get_list("set-cookie")

    return asyncio.run(ask())


def test_each_browser_gets_a_name_of_its_own_that_scripts_cannot_read():
    one, other = (asked(PAGE)[0] for _ in range(2))
    assert one != other
    assert "HttpOnly" in one
    assert visitor({COOKIE: one.split("=")[1].split(";")[0]})


def test_a_browser_keeps_its_name():
    name = asked(PAGE)[0].split(";")[0]
    assert asked({**PAGE, "cookie": f"other=1; {name}"}) == []


def test_what_is_no_name_of_ours_is_replaced():
    assert len(asked({**PAGE, "cookie": f"{COOKIE}=<b>me</b>"})) == 1
    assert visitor({COOKIE: "../../etc"}) is None


def test_only_pages_give_names():
    assert asked({"accept": "image/png"}) == []
