"""A running server of an installed app or of a checkout, and what its pages say."""

import contextlib
import http.client
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect


@dataclass
class Page:
    """What a visitor's browser was sent for one page."""

    name: str = ""
    primary_colour: str = ""
    headings: list[str] = field(default_factory=list)
    alerts: list[str] = field(default_factory=list)
    exceptions: list[str] = field(default_factory=list)
    buttons: dict[str, str] = field(default_factory=dict)
    press: Callable[[str], None] | None = None


def clean_environment(**given):
    """Return this environment without what would let a program find the checkout."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PYTHON", "STREAMLIT", "GAN_", "XDG_"))
    }
    kept |= {name: str(value) for name, value in given.items() if value is not None}
    return {name: value for name, value in kept.items() if given.get(name, "") is not None}


class Server:
    """A server that was started with ``command`` in ``folder``; ended by SIGINT, as by Ctrl-C."""

    def __init__(self, command, folder, log, **environment):
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            self.port = found.getsockname()[1]
        options = ["--server.port", str(self.port), "--server.headless", "true"]
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                [*map(str, command), *options],
                cwd=folder,
                env=clean_environment(**environment),
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    def __enter__(self):
        until = time.monotonic() + 60
        while self.process.poll() is None and time.monotonic() < until:
            with contextlib.suppress(OSError):
                if self.get("/_stcore/health") == 200:
                    return self
            time.sleep(0.1)
        self.__exit__()
        raise AssertionError(f"no server: {self.log.read_text()}")

    def __exit__(self, *_):
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def get(self, path):
        """Return the status of the answer to a GET."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        finally:
            connection.close()

    @contextlib.contextmanager
    def visit(self, name, query=""):
        """Open a page as a browser does; the visit lasts as long as the context."""
        address = f"ws://127.0.0.1:{self.port}/_stcore/stream"
        with connect(address, subprotocols=["streamlit"], max_size=None) as visitor:
            message = BackMsg()
            message.rerun_script.page_name = name
            message.rerun_script.query_string = query
            visitor.send(message.SerializeToString())
            page = read_page(visitor)
            page.press = partial(press, visitor, message, page)
            yield page

    def page(self, name):
        """Open a page and leave it again."""
        with self.visit(name) as page:
            return page


def press(visitor, message, page, label):
    """Press a button of a page and wait until its script has run again."""
    widget = message.rerun_script.widget_states.widgets.add()
    widget.id, widget.trigger_value = page.buttons[label], True
    visitor.send(message.SerializeToString())
    read_page(visitor)


def read_page(visitor):
    """Return what a page's script has sent when it is done."""
    page = Page()
    while True:
        message = ForwardMsg.FromString(visitor.recv(timeout=60))
        kind = message.WhichOneof("type")
        if kind == "script_finished":
            return page
        if kind == "new_session":
            started = message.new_session
            page.name = started.app_pages[0].page_name
            page.primary_colour = started.custom_theme.light.primary_color
        if kind == "delta":
            element = message.delta.new_element
            match element.WhichOneof("type"):
                case "heading":
                    page.headings.append(element.heading.body)
                case "button":
                    page.buttons[element.button.label] = element.button.id
                case "alert":
                    page.alerts.append(element.alert.body)
                case "exception":
                    page.exceptions.append(element.exception.message)
