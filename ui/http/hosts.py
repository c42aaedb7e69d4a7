"""The hosts that this server answers to: other sites' names that lead here are refused.

A page of another site can have its own name lead to 127.0.0.1 (DNS rebinding); the browser then
takes the app for that site's and lets its scripts read everything. Only the Host header tells.
An address cannot be made to lead elsewhere, a name can.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit import config

from ui.http.base_path import below_base
from ui.shared.room import Room, room

SETTING, VARIABLE = "server.allowedHosts", "STREAMLIT_SERVER_ALLOWED_HOSTS"
EVERYWHERE = {"", "0.0.0.0", "::"}
"""Addresses to listen on that stand for all of this machine's."""

STREAM = "/_stcore/stream"
HOST = re.compile(r"(?:\[(?P<six>[0-9A-Fa-f:.]+)\]|(?P<name>[\w.-]+))(?::[0-9]{1,5})?", re.ASCII)
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Hosts:
    """Names that are answered to, in small letters, also as ``*.example.org`` or ``*``.

    ``addresses`` says that every address is, as on a server that listens on all of a machine's.
    """

    names: frozenset[str]
    addresses: bool = False

    def accepts(self, header: str) -> bool:
        """Whether a Host header, with a port or without, is one of these."""
        name = host_name(header)
        if not name:
            return False
        address = _address(name)
        if address is not None and (address.is_loopback or self.addresses):
            return True
        parents = ("*" + name[dot.start() :] for dot in re.finditer(r"\.", name))
        return not self.names.isdisjoint([name, "*", *parents])

    def accepts_origin(self, origin: str, host: str) -> bool:
        """Whether a page of this origin may open a websocket at ``host``: the app's own may.

        So may a page of another port or scheme of the names here, as behind some proxies, but none
        of just any address; and what Streamlit's settings of CORS let in.
        """
        allowed = config.get_option("server.corsAllowedOrigins")
        if not config.get_option("server.enableCORS") or origin in allowed:
            return True
        scheme, _, place = origin.partition("://")
        named = Hosts(self.names)
        return scheme in {"http", "https"} and (
            place.lower() == host.lower() or named.accepts(place)
        )


def host_name(header: str) -> str:
    """Return the name or address in a Host header, in small letters; empty for none."""
    found = HOST.fullmatch(header)
    name = (found["six"] or found["name"]) if found else ""
    return name.lower().rstrip(".")


def _address(name: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(name)
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def own_hosts(open_room: Room | None, *, listening: str, given: Iterable[str]) -> Hosts:
    """Return the hosts of a server: this machine's, those it was told of, a class's address.

    ``listening`` is the address it listens on, ``given`` what ``server.allowedHosts`` names.
    """
    everywhere = listening in EVERYWHERE
    names = {"localhost", *given}
    if everywhere:
        # As the machine is called in its own network; nobody else's site can be called so.
        machine = socket.gethostname().lower()
        names |= {machine, machine.partition(".")[0] + ".local"}
    else:
        names.add(listening)
    if config.is_manually_set("browser.serverAddress"):
        names.add(str(config.get_option("browser.serverAddress")))
    if open_room and open_room.public_url:
        names.add(urlsplit(open_room.public_url).hostname or "")
    kept = (name.strip().strip("[]").lower().rstrip(".") for name in names)
    return Hosts(frozenset(name for name in kept if name), addresses=everywhere)


def configured_hosts() -> Hosts:
    """Return this server's hosts. From then on Streamlit leaves the question to ``KnownHosts``."""
    given = list(config.get_option(SETTING))
    if given:
        # Streamlit would ask it of websockets alone, and refuse this machine's own names.
        config.set_option(SETTING, ["*"])
    listening = str(config.get_option("server.address") or "")
    return own_hosts(room(), listening=listening, given=given)


class KnownHosts:
    """Answers requests to its hosts only, and websockets of its own pages only."""

    def __init__(self, app: ASGIApp, *, hosts: Hosts) -> None:
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say in one line what is wrong with it."""
        wrong = "" if scope["type"] == "lifespan" else self.wrong(scope)
        if not wrong:
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await PlainTextResponse(wrong, 403)(scope, receive, send)
        elif "websocket.http.response" in scope.get("extensions", {}):
            refused = PlainTextResponse(wrong, 403)
            await WebSocket(scope, receive, send).send_denial_response(refused)
        else:
            # Before it is accepted: the server makes 403 of it.
            await send({"type": "websocket.close", "code": 1008})

    def wrong(self, scope: Scope) -> str:
        """Return what is wrong with a request, in one line; empty for nothing."""
        headers = Headers(scope=scope)
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        host = hosts[0] if len(hosts) == 1 else ""
        if not self.hosts.accepts(host):
            return (
                f"The host {_shown(hosts)} is none that this server answers to; where it is yours, "
                f"start the server with --{SETTING} and its name, or set {VARIABLE}.\n"
            )
        if scope["type"] != "websocket":
            return ""
        if scope["path"] != below_base(STREAM):
            return f"No websocket here; accepted: {below_base(STREAM)}.\n"
        if origins and not (len(origins) == 1 and self.hosts.accepts_origin(origins[0], host)):
            return (
                f"A page of {_shown(origins)} may not connect to this server; where it is yours, "
                f"start the server with --server.corsAllowedOrigins and its address.\n"
            )
        return ""


def _shown(values: list[str]) -> str:
    return ascii(", ".join(values)[:LONGEST_SHOWN])
