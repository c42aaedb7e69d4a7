"""Make idx files as MNIST's, for tests."""

import struct

import numpy as np

USUAL = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte",
         "t10k-labels-idx1-ubyte")  # fmt: skip
EMNIST = tuple(f"emnist-digits-{name.replace('t10k', 'test')}" for name in USUAL)


def idx(array):
    """The bytes of an idx file of an array of bytes."""
    sizes = struct.pack(f">{array.ndim}I", *array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


def four_files(first=0, *, names=USUAL):
    """The four files by name: 12 pictures to train with and 6 to test with, all different."""
    found = {}
    for name in names:
        train = "train" in name
        count = 12 if train else 6
        if "images" in name:
            pixels = np.zeros((count, 28, 28), dtype=np.uint8)
            pixels[:, 3, 20] = first + np.arange(count) + (0 if train else 100)
            found[name] = idx(pixels)
        else:
            found[name] = idx(np.arange(count) % 10)
    return found
