"""Which hosts the server answers to, and which pages may open its websocket."""

import socket

import pytest
import streamlit.config
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute

from tests.ui.asgi import Ask, ask_all
from ui.http.hosts import STREAM, VARIABLE, Hosts, KnownHosts, configured_hosts, own_hosts
from ui.shared.room import Room

ROOM = Room("ABC234", "TEACH-ERSC-ODE9", public_url="https://school.example:8443/gan")
OWN = ("localhost", "LOCALHOST:8501", "127.0.0.1:8501", "127.0.0.53", "[::1]:8501", "localhost.")
STRANGE = (
    "evil.example", "evil.example:8501", "localhost.evil.example", "127.0.0.1.evil.example",
    "evil.example@localhost", "localhost/x", "localhost:8501x", "localhost, evil.example", "",
    "[::1", "::1", "[evil]", "localhost:123456", "lo calhost", "\xe9", "1" * 5000, "2130706433",
)  # fmt: skip
OTHER_ADDRESSES = ("192.168.1.5:8501", "[2001:db8::5]:8501", "10.0.0.1", "0.0.0.0:8501")


def hosts(listening="127.0.0.1", given=(), room=None):
    return own_hosts(room, listening=listening, given=given)


def accepted(found, headers):
    return [header for header in headers if found.accepts(header)]


def test_a_server_of_this_machine_answers_to_its_own_names():
    assert accepted(hosts(), [*OWN, *STRANGE, *OTHER_ADDRESSES]) == list(OWN)


def test_an_address_that_it_listens_on_is_its_own():
    assert accepted(hosts("192.168.1.5"), OTHER_ADDRESSES) == ["192.168.1.5:8501"]
    assert accepted(hosts("2001:db8::5"), OTHER_ADDRESSES) == ["[2001:db8::5]:8501"]
    assert accepted(hosts("gan.school.example"), ["GAN.school.example:80"])


@pytest.mark.parametrize("listening", ["", "0.0.0.0", "::"])
def test_who_listens_everywhere_has_all_addresses_but_no_strange_name(listening):
    found = hosts(listening)
    assert accepted(found, [*OWN, *OTHER_ADDRESSES]) == [*OWN, *OTHER_ADDRESSES]
    assert accepted(found, STRANGE) == []
    machine = socket.gethostname()
    assert accepted(found, [machine, f"{machine.partition('.')[0]}.local:8501"])


def test_names_are_given_also_for_all_below_one():
    found = hosts(given=["Gan.Example.", "*.school.example", " padded.example "])
    named = ["gan.example:443", "a.school.example", "a.b.school.example", "padded.example"]
    assert accepted(found, [*named, *OWN]) == [*named, *OWN]
    assert accepted(found, ["school.example", "evilschool.example", "a.gan.example"]) == []
    assert accepted(hosts(given=["*"]), ["evil.example", "[::2]"]) == ["evil.example", "[::2]"]
    assert accepted(hosts(given=["*"]), ["evil example", ""]) == []


def test_a_class_has_the_host_that_it_tells_its_students():
    assert accepted(hosts(room=ROOM), ["school.example", "SCHOOL.example:8443"])
    assert not accepted(hosts(room=ROOM), ["other.school.example"])


def test_settings_are_read_and_streamlit_leaves_the_question(monkeypatch):
    options = {"server.allowedHosts": ["gan.example"], "server.address": "127.0.0.1"}
    monkeypatch.setattr(streamlit.config, "get_option", lambda name: options[name])
    monkeypatch.setattr(streamlit.config, "set_option", options.__setitem__)
    found = configured_hosts()
    assert accepted(found, ["gan.example", "localhost", "evil.example"]) == [
        "gan.example", "localhost",
    ]  # fmt: skip
    # It would refuse websockets of this machine's own names.
    assert options["server.allowedHosts"] == ["*"]


async def _connect(websocket):
    await websocket.accept()


ALL = ["GET", "POST", "PUT", "DELETE"]
APP = Starlette(
    routes=[
        Route("/{path:path}", lambda _request: PlainTextResponse("the app"), methods=ALL),
        WebSocketRoute("/{path:path}", _connect),
    ],
    middleware=[Middleware(KnownHosts, hosts=hosts("0.0.0.0", ["gan.example"]))],
)


def ask(host, *, path="/", kind="http", origin=None, method="GET"):
    headers = [] if host is None else [("host", host)]
    headers += [] if origin is None else [("origin", origin)]
    return ask_all(APP, [Ask(path, method, headers=tuple(headers), kind=kind)])[0]


@pytest.mark.parametrize("kind", ["http", "websocket"])
@pytest.mark.parametrize("host", [None, *STRANGE])
def test_a_strange_host_gets_a_line_and_nothing_else(kind, host):
    for method in ALL:
        answer = ask(host, path=STREAM, kind=kind, method=method)
        assert answer.status == 403
        text = answer.body.decode()
        assert text.count("\n") == 1
        assert len(text) < 400
        assert VARIABLE in text
        assert "--server.allowedHosts" in text


def test_two_hosts_are_none():
    twice = (("host", "localhost"), ("host", "evil.example"))
    assert ask_all(APP, [Ask(headers=twice)])[0].status == 403


def test_a_known_host_comes_through():
    assert ask("gan.example").body == b"the app"
    assert ask("192.168.1.5:8501", path="/feed/x", method="POST").body == b"the app"


@pytest.mark.parametrize(
    ("host", "origin", "status"),
    [
        ("localhost:8501", None, 101),
        ("localhost:8501", "http://localhost:8501", 101),
        ("gan.example", "https://gan.example", 101),
        ("192.168.1.5:8501", "http://192.168.1.5:8501", 101),
        ("127.0.0.1:8501", "https://gan.example", 101),
        ("localhost:8501", "https://evil.example", 403),
        ("192.168.1.5:8501", "http://192.168.1.66", 403),
        ("localhost:8501", "null", 403),
        ("localhost:8501", "file://localhost", 403),
        ("localhost:8501", "https://evil.example/localhost:8501", 403),
        ("localhost:8501", "", 403),
    ],
)
def test_a_websocket_is_opened_by_pages_of_the_app(host, origin, status):
    answer = ask(host, path=STREAM, kind="websocket", origin=origin)
    assert answer.status == status
    assert (b"server.corsAllowedOrigins" in answer.body) == (status == 403)


def test_sites_that_streamlit_was_told_of_may_open_one(monkeypatch):
    options = {"server.corsAllowedOrigins": ["https://lms.example"], "server.enableCORS": True}
    monkeypatch.setattr(streamlit.config, "get_option", options.get)
    assert Hosts(frozenset()).accepts_origin("https://lms.example", "localhost")
    assert not Hosts(frozenset()).accepts_origin("https://evil.example", "localhost")
    options["server.enableCORS"] = False
    assert Hosts(frozenset()).accepts_origin("https://evil.example", "localhost")


def test_there_is_one_websocket():
    for path in ("/", "/feed/run", "/_stcore/health", "/models/x/pictures", f"/x{STREAM}"):
        answer = ask("localhost", path=path, kind="websocket")
        assert (answer.status, STREAM.encode() in answer.body) == (403, True)
