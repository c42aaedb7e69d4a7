"""Wrong codes slow down: each client address for itself, and all together."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict

FREE_TRIES = 3
LONGEST_WAIT = 60.0
FORGOTTEN_AFTER = 600.0
MOST_CLIENTS = 4096
MOST_AT_ONCE = 60
A_SECOND = 1.0
"""Of all clients together 60 wrong codes at once and one a second: half of the 31 ** 6 codes would
take 14 years."""


def client_key(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or a whole IPv6 network of 64 bits."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found) >> 64 << 64, 64)))


class Slowdown:
    """Says how long a client has to wait before its next code is looked at.

    Three wrong codes are free; then the wait doubles from a second up to a minute. The oldest
    clients are forgotten where there are very many. ``now`` is in seconds of any clock.
    """

    def __init__(self) -> None:
        self._clients: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._left, self._counted = float(MOST_AT_ONCE), 0.0

    def wait(self, client: str, *, now: float) -> int:
        """Return whole seconds to wait, 0 for none."""
        tries, last = self._clients.get(client, (0, now))
        own = 0.0
        if tries >= FREE_TRIES:
            own = last + min(LONGEST_WAIT, 2.0 ** min(tries - FREE_TRIES, 10)) - now
        return max(0, math.ceil(max(own, (1 - self._budget(now)) / A_SECOND)))

    def count(self, client: str, *, now: float) -> None:
        """Count a wrong code."""
        tries, last = self._clients.pop(client, (0, now))
        if now - last > FORGOTTEN_AFTER:
            tries = 0
        self._clients[client] = (tries + 1, now)
        while len(self._clients) > MOST_CLIENTS:
            self._clients.popitem(last=False)
        self._left, self._counted = self._budget(now) - 1, now

    def forget(self, client: str) -> None:
        """Forget the wrong codes of a client that gave a right one."""
        self._clients.pop(client, None)

    def _budget(self, now: float) -> float:
        return min(MOST_AT_ONCE, self._left + max(0.0, now - self._counted) * A_SECOND)
