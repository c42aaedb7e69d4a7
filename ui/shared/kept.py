"""Results that are kept for all visitors: the newest few."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

Result = TypeVar("Result")


class Kept(Generic[Result]):
    """Keeps the last ``most`` results by key.

    Unlike ``functools.lru_cache`` it takes what makes a result apart from the key, so that the
    work may tell how far it has come.
    """

    def __init__(self, most: int) -> None:
        self.most = most
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """Return the result of a key, made now if it is not kept; two may make it at once."""
        with self._lock:
            if key in self._results:
                self._results.move_to_end(key)
                return self._results[key]
        made = make()
        with self._lock:
            self._results[key] = made
            while len(self._results) > self.most:
                self._results.popitem(last=False)
        return made

    def clear(self) -> None:
        """Forget all."""
        with self._lock:
            self._results.clear()
