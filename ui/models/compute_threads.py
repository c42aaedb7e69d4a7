"""How many threads compute pictures that a page waits for, and which pages compute at a time."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import torch
from streamlit.runtime.scriptrunner import get_script_run_ctx

FEW, SMALL_RESOLUTION = 64, 64
"""So many pictures of up to 64 x 64 are computed by one thread: two that meet after each small
operation lose more than they gain as soon as another program, such as a training, has one of the
cores."""


@dataclass
class Pages:
    """One visitor's pages that compute or wait for it: how many, and the turn they share."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    count: int = 0


class PageTurns:
    """Of one visitor's pages one computes at a time, and of all visitors' as many as ``most``."""

    def __init__(self, most: int) -> None:
        self._most = threading.BoundedSemaphore(most)
        self._visitors: dict[str, Pages] = {}
        self._counting = threading.Lock()
        self._held = threading.local()

    @contextmanager
    def turn(self, visitor: str) -> Iterator[None]:
        """Compute when it is this visitor's turn; a turn within a turn is the same."""
        if getattr(self._held, "turn", False):
            yield
            return
        with self._counting:
            pages = self._visitors.setdefault(visitor, Pages())
            pages.count += 1
        try:
            # The visitor's own pages wait before they take a turn that others could have.
            with pages.lock, self._most:
                self._held.turn = True
                yield
        finally:
            self._held.turn = False
            with self._counting:
                pages.count -= 1
                if not pages.count:
                    del self._visitors[visitor]


PAGE_TURNS = PageTurns(max(1, os.cpu_count() or 1))


@contextmanager
def threads_for(pictures: int, *, resolution: int = 0) -> Iterator[None]:
    """Compute so many pictures by one thread if they are few and small, else by all.

    In a page's script this waits for the visitor's turn; requests have theirs from ``ui.http``.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1 if pictures <= FEW and resolution <= SMALL_RESOLUTION else before)
    try:
        with page_turn():
            yield
    finally:
        torch.set_num_threads(before)


@contextmanager
def page_turn() -> Iterator[None]:
    """Compute in a page's script when it is its visitor's turn; elsewhere at once."""
    if get_script_run_ctx(suppress_warning=True) is None:
        yield
        return
    # Only here: requests import this module too, and have no page.
    from ui.shared.visitor import page_owner

    with PAGE_TURNS.turn(page_owner()):
        yield
