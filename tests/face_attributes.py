"""A file of attributes as CelebA's, with values made from a seed."""

import numpy as np

from gan_core.data.attribute_file import ATTRIBUTES


def write_attributes(path, count, *, commas=False, seed=0):
    """Write the rows of faces 1 to ``count``; returns whether each has each attribute."""
    has = np.random.default_rng(seed).integers(0, 2, (count, len(ATTRIBUTES)))
    gap = "," if commas else " "
    rows = [
        gap.join([f"{number:06d}.jpg", *("1" if mark else "-1" for mark in marks)])
        for number, marks in enumerate(has.tolist(), 1)
    ]
    names = gap.join(ATTRIBUTES)
    head = [f"image_id,{names}"] if commas else [str(count), names + " "]
    path.write_text("\n".join(head + rows) + "\n")
    return has
