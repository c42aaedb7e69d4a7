"""What stands around everything that the server answers: pages, routes and the websocket."""

from __future__ import annotations

from starlette.middleware import Middleware

from ui.http.connections import BoundedConnections
from ui.http.headers import PageHeaders, page_headers
from ui.http.hosts import KnownHosts, configured_hosts


def security_middleware() -> list[Middleware]:
    """Return what ``st.App`` puts before everything else, the gate of a class too."""
    return [
        Middleware(PageHeaders, headers=page_headers()),
        Middleware(KnownHosts, hosts=configured_hosts()),
        Middleware(BoundedConnections),
    ]
