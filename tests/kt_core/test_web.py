"""Our own routes on a real server: the live channel and the assets."""

import asyncio
import http.client
import json
import socket
import threading
from contextlib import contextmanager

import pytest
import uvicorn
import websockets
from starlette.applications import Starlette
from websockets.asyncio.client import connect

from kt_core import live, web
from kt_core.runs import Store

PATIENCE = 120.0  # seconds


@pytest.fixture
def store(tmp_path):
    store = Store(f"sqlite:///{tmp_path / 'kt.db'}")
    yield store
    store.close()


@pytest.fixture
def run(store):
    run = store.create_run({"fit": {"epochs": 2}}, handle={"pid": 1})
    store.change(run, states="queued", attempt=1, state="running", epochs=2, steps=4)
    return run


@contextmanager
def served(routes):
    """The routes on a real server; gives its host and port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    config = uvicorn.Config(Starlette(routes=routes), log_level="error", ws="websockets-sansio")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield "{}:{}".format(*listener.getsockname())
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture
def host(store):
    with served(web.routes(store=store)) as host:
        yield host


def record(store, run, *numbers, size=1):
    for number in numbers:
        values = {"loss": [0.5] * size}
        store.record_batch(run, 1, epoch=0, x=[number], step=[number], seconds=[1], values=values)


def seqs(message):
    return [row["seq"] for row in json.loads(message)["rows"]]


async def collect(channel, count):
    """The next `count` rows' numbers, as a viewer keeps them: a row may come twice."""
    found = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found += [seq for seq in seqs(await channel.recv()) if seq not in found]
    return found


def watch(host, path, count=1, *, origin=None):
    """The numbers of the first `count` rows that come from `path`."""

    async def watching():
        async with connect(f"ws://{host}{path}", origin=origin or f"http://{host}") as channel:
            return await collect(channel, count)

    return asyncio.run(watching())


def close_code(host, path):
    with pytest.raises(websockets.ConnectionClosed) as closed:
        watch(host, path)
    return closed.value.rcvd.code


def get(host, path):
    """The answer to a request whose path is sent exactly as it is."""
    connection = http.client.HTTPConnection(host, timeout=PATIENCE)
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_a_browser_gets_the_history_then_the_new_rows(host, store, run):
    async def watching():
        async with connect(f"ws://{host}/kt/live/{run}", origin=f"http://{host}") as channel:
            assert await collect(channel, 2) == [0, 1]
            await asyncio.to_thread(record, store, run, 1)
            assert await collect(channel, 1) == [2]

    asyncio.run(watching())


def test_a_browser_that_comes_back_names_its_cursor(host, store, run):
    record(store, run, 1, 2)
    assert watch(host, f"/kt/live/{run}?from=3") == [3]


@pytest.mark.parametrize("origin", ["http://elsewhere.example", "http://127.0.0.1:1", "null", " "])
def test_pages_from_elsewhere_are_refused(host, run, origin):
    with pytest.raises(websockets.InvalidStatus) as refused:
        watch(host, f"/kt/live/{run}", origin=origin)
    assert refused.value.response.status_code == 403


def test_an_unknown_run_is_said_to_be_unknown(host):
    assert close_code(host, "/kt/live/" + "a" * 24) == web.UNKNOWN_RUN


@pytest.mark.parametrize("run", ["x", "A" * 24, "kt.db", "a" * 41])
def test_what_cannot_be_a_run_is_said_to_be_unknown(host, run):
    assert close_code(host, f"/kt/live/{run}") == web.UNKNOWN_RUN


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "9" * 30, "%D9%A3"])
def test_a_cursor_must_be_a_number(host, run, cursor):
    assert close_code(host, f"/kt/live/{run}?from={cursor}") == web.WRONG_CURSOR


def test_the_routes_lie_below_the_base_path(store, run):
    with served(web.routes("/class/room/", store=store)) as host:
        assert watch(host, f"/class/room/kt/live/{run}", 2) == [0, 1]
        assert get(host, "/class/room/kt/assets/network_list.js").status == 200
        assert get(host, "/kt/assets/network_list.js").status == 404


def test_the_first_page_is_found_by_its_name_too_with_what_the_address_says(store):
    with served(web.routes("/class", store=store, first_page="data")) as host:
        answer = get(host, "/class/data?draft=a&view=graph")
        assert (answer.status, answer.getheader("Location")) == (307, "/class/?draft=a&view=graph")


def hub_of(routes):
    return next(route for route in routes if "live" in route.path).endpoint.__self__.hub


def test_two_viewers_get_every_row_from_one_reader_that_ends_with_them(store, run):
    routes = web.routes(store=store)
    hub = hub_of(routes)

    async def watching(host):
        url, origin = f"ws://{host}/kt/live/{run}?from=0", f"http://{host}"
        async with connect(url, origin=origin) as one, connect(url, origin=origin) as two:
            assert await collect(one, 2) == [0, 1]
            await asyncio.to_thread(record, store, run, *range(20))
            assert await collect(one, 20) == list(range(2, 22))
            assert await collect(two, 22) == list(range(22))
            assert hub.watched == {run}
        async with asyncio.timeout(PATIENCE):
            while hub.watched:
                await asyncio.sleep(0.02)

    with served(routes) as host:
        asyncio.run(watching(host))


def narrow_socket(host):
    """A connection whose kernel buffers little, so that it is full after a few rows."""
    address, port = host.split(":")
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    narrow.connect((address, int(port)))
    narrow.setblocking(False)
    return narrow


def test_a_browser_that_does_not_read_is_dropped_and_comes_back_with_its_cursor(
    store, run, monkeypatch
):
    routes = web.routes(store=store)
    hub = hub_of(routes)
    monkeypatch.setattr(live, "QUEUE", 2)
    monkeypatch.setattr(web, "HANGING", 0.5)

    async def watching(host):
        url, origin = f"ws://{host}/kt/live/{run}?from=", f"http://{host}"
        narrow = {
            "origin": origin,
            "max_queue": 1,
            "compression": None,
            "sock": narrow_socket(host),
        }
        async with connect(url + "0", **narrow) as slow:
            seen = await collect(slow, 2)
            written = 2
            while hub.watched:  # until the server has had enough of it
                await asyncio.to_thread(record, store, run, written, size=100_000)
                written += 1
            with pytest.raises(websockets.ConnectionClosed):
                async with asyncio.timeout(PATIENCE):
                    while True:
                        seen += seqs(await slow.recv())
        assert len(seen) < written
        async with connect(f"{url}{seen[-1] + 1}", origin=origin, max_size=None) as again:
            rest = await collect(again, written - len(seen))
        assert seen + rest == list(range(written))

    with served(routes) as host:
        asyncio.run(watching(host))


def test_an_asset_named_by_its_version_is_kept_for_good(host):
    name = "network_list.js"
    answer = get(host, f"/kt/assets/{name}?v={web.asset_version(name)}")
    assert answer.status == 200
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize("query", ["", "?v=", "?v=0000000000000000"])
def test_an_asset_asked_for_by_another_version_is_not_kept(host, query):
    answer = get(host, f"/kt/assets/network_list.js{query}")
    assert answer.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "name",
    ["missing.js", "..%2fnetwork_list.py", "%2e%2e", "..%5cnetwork_list.py", "built.json", "."],
)
def test_only_built_files_are_given_out(host, name):
    assert get(host, f"/kt/assets/{name}").status == 404
