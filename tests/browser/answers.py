"""Whether the app has answered all that a tab asked of it, as the messages between them say."""

from functools import partial
from urllib.parse import urlsplit

from playwright.sync_api import Page, WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

STREAM = "/_stcore/stream"
WHOLE = {ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR}
PART = WHOLE | {ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY}
"""How a run ends that answers: one that was asked for the whole page, or for a part of it."""


class Answers:
    """Follows a tab's connection to Streamlit.

    `asked` counts the runs of the script that the tab has asked for; `outstanding` is true until
    the last of them has ended. Runs that come round by the clock (`run_every`) are not counted.
    """

    def __init__(self, tab: Page):
        self.asked, self.outstanding = 0, False
        self._socket: WebSocket | None = None
        self._ends: set[int] = set()
        self._begun = False
        tab.on("websocket", self._opened)

    def _opened(self, socket: WebSocket) -> None:
        if not urlsplit(socket.url).path.endswith(STREAM):
            return
        self._socket, self.outstanding = socket, False
        socket.on("framesent", partial(self._sent, socket))
        socket.on("framereceived", partial(self._received, socket))
        socket.on("close", self._closed)

    def _closed(self, socket: WebSocket) -> None:
        if socket is self._socket:
            self.outstanding = False  # what was lost is asked for again by the next connection

    def _sent(self, socket: WebSocket, content: bytes) -> None:
        message = BackMsg.FromString(content)
        if socket is not self._socket or not message.HasField("rerun_script"):
            return
        if not message.rerun_script.is_auto_rerun:
            self._ends = PART if message.rerun_script.fragment_id else WHOLE
            self.asked, self.outstanding, self._begun = self.asked + 1, True, False

    def _received(self, socket: WebSocket, content: bytes) -> None:
        message = ForwardMsg.FromString(content)
        if socket is not self._socket:
            return
        if message.HasField("new_session"):
            self._begun = True
        elif message.HasField("script_finished") and self._begun:
            self.outstanding &= message.script_finished not in self._ends
