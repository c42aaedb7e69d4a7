"""Pictures as files, and those files decoded."""

import io

import numpy as np

from gan_core.data.decoding import Limits, decode_picture

LIMITS = Limits(most_bytes=1_000_000, most_pixels=10_000_000, least_edge=4)


def file_of(image, kind="PNG", **options):
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def decoded(content, enough=64, **options):
    image = decode_picture(content, limits=LIMITS, enough=enough, **options)
    assert image.mode == "RGB"
    return np.asarray(image)
