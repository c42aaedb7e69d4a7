"""How kernels are compiled, and kept on disk so that it happens once on a machine."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from numba import config, njit

from gan_core.storage.folders import cache_folder

Kernel = TypeVar("Kernel", bound=Callable[..., Any])
FUSED, REORDERED = "contract", "reassoc"
"""Products and sums may be fused, sums vectorised. NaN and infinity stay what they are."""


@cache
def kernel_folder() -> Path | None:
    """Return where kernels of these sources are kept; None where nothing can be written there.

    numba itself would notice a change of a kernel's own file only, not of one that it calls. What
    it reads there it would execute, so the folder is its user's alone.
    """
    digest = hashlib.sha256()
    for source in sorted(Path(__file__).parent.glob("*.py")):
        digest.update(source.read_bytes())
    folder = cache_folder() / "kernels" / digest.hexdigest()[:16]
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return folder if os.access(folder, os.W_OK) else None


def compiled(*, parallel: bool = False, ordered: bool = False) -> Callable[[Kernel], Kernel]:
    """Compile a function the first time that it is called with arguments of some types.

    ``ordered`` keeps sums in the order in which they are written.
    """

    def decorate(function: Kernel) -> Kernel:
        settings = vars(config)
        before = settings["CACHE_DIR"]
        settings["CACHE_DIR"] = str(kernel_folder() or before)
        try:
            kernel: Kernel = njit(
                function, parallel=parallel, nogil=True, error_model="numpy",
                cache=kernel_folder() is not None,
                fastmath={FUSED} if ordered else {FUSED, REORDERED},
            )  # fmt: skip
        finally:
            settings["CACHE_DIR"] = before
        return kernel

    return decorate
