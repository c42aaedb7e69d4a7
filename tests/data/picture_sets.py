"""Folders and zips of made-up pictures for tests."""

import io
import zipfile

import numpy as np
from PIL import Image

SIDE = 16


def picture(seed, size=(20, 24), format="PNG"):
    colours = np.random.default_rng(seed).integers(0, 256, (*size[::-1], 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(colours).save(file, format)
    return file.getvalue()


def made(folder):
    folder.mkdir()
    return folder


def make_folder(path, contents):
    for name, content in contents.items():
        place = path / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
    return path


def make_zip(path, contents):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return path


CONTENTS = {"a/2.png": picture(2), "a/1.png": picture(1), "b.png": picture(3)}
