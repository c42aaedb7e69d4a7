"""Your own pictures with labels: each folder of pictures is a label, under the folder's name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

import torch
from torch import Tensor

from gan_core.data.picture_cache import load_picture_set
from gan_core.data.picture_files import Origin, PictureSetError
from gan_core.settings.datasets import CLASSES
from gan_core.storage.memory import MemoryShortError, require_bytes
from gan_core.storage.text import shown

LEAST_LABELS, LEAST_OF_A_LABEL = 2, 4
TOLD = 4
"""Folders that an error names."""


def load_labelled(
    source: Path,
    *,
    resolution: int,
    training: bool,
    most_test: int,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[Tensor, Tensor, Origin]:
    """Return pictures (N, 3, S, S) uint8, their labels (N,), and what is known of their files.

    Labels are numbered in the order of their names, which ``origin.labels`` has. The last quarter
    of each label, of all together at most ``most_test``, are test pictures; the others come in a
    fixed random order, so that any part of them has all labels. Raises ``PictureSetError`` unless
    there are 2 to 10 folders, each with four pictures or more.
    """
    found = load_picture_set(source, resolution=resolution, by_folder=True, progress=progress)
    rows = rows_by_label(source, found.folders)
    chosen, labels = [], []
    for label, mine in enumerate(rows.values()):
        cut = len(mine) - min(most_test // len(rows), len(mine) // LEAST_OF_A_LABEL)
        part = mine[:cut] if training else mine[cut:]
        chosen.append(part)
        labels.append(torch.full((len(part),), label))
    taken, given = torch.cat(chosen), torch.cat(labels)
    if training:
        order = torch.randperm(len(taken), generator=torch.Generator().manual_seed(0))
        taken, given = taken[order], given[order]
    try:
        needed = len(taken) * 3 * resolution**2
        require_bytes(needed, f"{len(taken)} pictures", advice="name a folder with fewer")
    except MemoryShortError as error:
        raise PictureSetError(str(error)) from None
    images = torch.from_numpy(found.images[taken.numpy()])
    return images, given, replace(found.origin, labels=tuple(rows))


def rows_by_label(source: Path, folders: list[tuple[str, int]]) -> dict[str, Tensor]:
    """Return the rows of each label's pictures, by the labels in order.

    ``folders`` are pictures' folders with how many follow one another there. What all have in
    common, as a zip's one folder, is no label. Raises ``PictureSetError`` for what has no labels.
    """
    parts = [PurePosixPath(folder).parts for folder, _count in folders]
    common = 0
    while all(len(part) > common + 1 for part in parts) and len({p[common] for p in parts}) == 1:
        common += 1
    found: dict[str, list[Tensor]] = {}
    first = 0
    for part, (_folder, count) in zip(parts, folders, strict=True):
        if len(part) <= common:
            raise PictureSetError(
                f"{source} has {count} pictures beside the folders that are labels; accepted: "
                "each picture in a folder of its label's name"
            )
        found.setdefault(part[common], []).append(torch.arange(first, first + count))
        first += count
    rows = {label: torch.cat(found[label]) for label in sorted(found)}
    if not LEAST_LABELS <= len(rows) <= CLASSES:
        told = ", ".join(shown(label) for label in list(rows)[:TOLD])
        more = ", ..." if len(rows) > TOLD else ""
        raise PictureSetError(
            f"{source} has pictures of {len(rows)} labels ({told}{more}); accepted: "
            f"{LEAST_LABELS} to {CLASSES} folders, each named as the label of its pictures"
        )
    few = [label for label in rows if len(rows[label]) < LEAST_OF_A_LABEL]
    if few:
        raise PictureSetError(
            f"{source} has {len(rows[few[0]])} pictures of {shown(few[0])}; accepted: "
            f"{LEAST_OF_A_LABEL} or more of each label"
        )
    return rows
