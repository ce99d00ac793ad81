"""A person in front of the real server, without a browser: speaks Streamlit's own protocol."""

import asyncio
import re
import secrets
import urllib.request
from contextlib import suppress

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

PATIENCE = 300.0  # seconds


def cookie_of(address: str) -> str:
    """The name that the server gives a browser with its first page."""
    request = urllib.request.Request(address, headers={"accept": "text/html"})
    given = urllib.request.urlopen(request, timeout=30).headers.get_all("set-cookie") or []
    return "; ".join(each.split(";")[0] for each in given)


class Person:
    """One session of the app; its fragments are drawn again as often as a browser would."""

    def __init__(self, address: str, *, draft: str, page: str = "training"):
        self._address, self._query, self._page = address, f"draft={draft}", page
        self._buttons: dict[str, tuple[str, bool]] = {}
        self._finished = asyncio.Event()
        self._timers: dict[str, asyncio.Task] = {}

    async def __aenter__(self) -> "Person":
        cookie = await asyncio.to_thread(cookie_of, self._address)
        stream = self._address.replace("http", "ws") + "/_stcore/stream"
        protocols = ["streamlit", secrets.token_hex(8)]
        headers = {"cookie": cookie, "origin": self._address}
        self._socket = await connect(
            stream, subprotocols=protocols, additional_headers=headers, max_size=None
        )
        self._listening = asyncio.create_task(self._listen())
        await self._run()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in [self._listening, *self._timers.values()]:
            task.cancel()
        await self._socket.close()

    async def presses(self, key: str) -> None:
        """Presses the button with that key, as soon as it can be pressed."""
        async with asyncio.timeout(PATIENCE):
            while self._buttons.get(key, ("", True))[1]:
                await asyncio.sleep(1.0)
                await self._run()
        await self._run(pressed=self._buttons[key][0])

    async def _run(self, *, pressed: str = "", fragment: str = "") -> None:
        message = BackMsg()
        state = message.rerun_script
        state.query_string, state.page_name = self._query, self._page
        if pressed:
            state.widget_states.widgets.add(id=pressed, trigger_value=True)
        if fragment:
            state.fragment_id, state.is_auto_rerun = fragment, True
        self._finished.clear()
        await self._socket.send(message.SerializeToString())
        if not fragment:
            await asyncio.wait_for(self._finished.wait(), PATIENCE)

    async def _listen(self) -> None:
        async for packet in self._socket:
            message = ForwardMsg()
            message.ParseFromString(packet)
            self._take(message)

    def _take(self, message: ForwardMsg) -> None:
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.new_element.HasField("button"):
            button = message.delta.new_element.button
            if key := re.search(r"-([a-z_.]+)$", button.id):
                self._buttons[key[1]] = (button.id, button.disabled)
        elif kind == "script_finished":
            self._finished.set()
        elif kind == "auto_rerun":
            self._repeat(message.auto_rerun.fragment_id, message.auto_rerun.interval)

    def _repeat(self, fragment: str, seconds: float) -> None:
        if fragment not in self._timers:
            self._timers[fragment] = asyncio.create_task(self._draw_again(fragment, seconds))

    async def _draw_again(self, fragment: str, seconds: float) -> None:
        with suppress(Exception):
            while True:
                await asyncio.sleep(seconds)
                await self._run(fragment=fragment)
