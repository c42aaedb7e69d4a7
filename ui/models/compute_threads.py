"""How many threads compute pictures that a page waits for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch

FEW, SMALL_RESOLUTION = 64, 64
"""So many pictures of up to 64 x 64 are computed by one thread: two that meet after each small
operation lose more than they gain as soon as another program, such as a training, has one of the
cores."""


@contextmanager
def threads_for(pictures: int, *, resolution: int = 0) -> Iterator[None]:
    """Compute so many pictures by one thread if they are few and small, else by all."""
    before = torch.get_num_threads()
    torch.set_num_threads(1 if pictures <= FEW and resolution <= SMALL_RESOLUTION else before)
    try:
        yield
    finally:
        torch.set_num_threads(before)
