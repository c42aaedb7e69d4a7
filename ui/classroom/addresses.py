"""How a class finds the server: addresses on the local network, the join link, its QR code."""

from __future__ import annotations

import io
import ipaddress
import socket
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from urllib.parse import quote

import psutil
import segno
from streamlit import config

from ui.classroom.gate import JOIN
from ui.http.base_path import below_base
from ui.http.hosts import EVERYWHERE
from ui.shared.room import Room, normal, room
from ui.shared.text import _

VIRTUAL = ("docker", "br-", "veth", "virbr", "cni", "podman", "lxc", "vmnet")
"""How interfaces begin that only containers and virtual machines see."""


def local_addresses() -> list[str]:
    """Return this machine's IPv4 addresses on the local network, the usual one first."""
    found, states = [], psutil.net_if_stats()
    for name, entries in psutil.net_if_addrs().items():
        if name.startswith(VIRTUAL) or not (name in states and states[name].isup):
            continue
        for entry in entries:
            if entry.family != socket.AF_INET:
                continue
            address = ipaddress.ip_address(entry.address)
            if not (address.is_loopback or address.is_link_local):
                found.append(entry.address)
    usual = _usual_address()
    return sorted(found, key=lambda address: address != usual)


def _usual_address() -> str:
    """Return the address that packets leave by; none is sent to the place, which nobody has."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return str(probe.getsockname()[0])
    return ""


def app_urls(open_room: Room) -> list[str]:
    """Return the addresses of the app for students, the best first; never empty."""
    if open_room.public_url:
        return [open_room.public_url + "/"]
    given = str(config.get_option("server.address") or "")
    hosts = local_addresses() if given in EVERYWHERE else [given]
    scheme = "https" if config.get_option("server.sslCertFile") else "http"
    port = int(config.get_option("server.port"))
    return [f"{scheme}://{host}:{port}{below_base('/')}" for host in hosts or ["localhost"]]


def join_link(open_room: Room) -> str:
    """Return the link that lets a student in at once."""
    base = app_urls(open_room)[0].rstrip("/")
    return f"{base}{JOIN}?code={quote(normal(open_room.join_code))}"


def join_picture(link: str) -> str:
    """Return the QR code of a link as the address of an SVG picture, dark on white in any theme."""
    return segno.make_qr(link, error="m").svg_data_uri(scale=8, border=4, light="#fff")


def announcement(open_room: Room) -> str:
    """Return what the terminal says when the server has started."""
    picture = io.StringIO()
    link = join_link(open_room)
    segno.make_qr(link, error="l").terminal(picture, border=2, compact=True)
    lines = [
        _("Classroom. Students open one of these and give the code:"),
        *(f"  {url}" for url in app_urls(open_room)),
        _("Code of this class:  {code}").format(code=open_room.join_code),
        _("Teacher's code:      {code}   (keep it to yourself)").format(
            code=open_room.teacher_code
        ),
        _("Join link:           {link}").format(link=link),
    ]
    if config.get_option("server.address") in {"127.0.0.1", "localhost", "::1"}:
        lines.append(_("Only this machine reaches it: --server.address 0.0.0.0 lets others in."))
    return "\n".join(["", *lines, "", picture.getvalue()])


def announced(
    lifespan: Callable[[object], AbstractAsyncContextManager[None]],
) -> Callable[[object], AbstractAsyncContextManager[None]]:
    """Return a server's lifespan that begins, in a classroom, with addresses and codes."""

    @asynccontextmanager
    async def with_announcement(app: object) -> AsyncIterator[None]:
        async with lifespan(app):
            open_room = room()
            if open_room:
                sys.stdout.write(announcement(open_room) + "\n")
                sys.stdout.flush()
            yield

    return with_announcement
