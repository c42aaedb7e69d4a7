"""Pictures without labels for tests: coloured, smooth, made from a seed."""

import torch
from torch.nn.functional import interpolate

from gan_core.data.images import ImageSet
from gan_core.image_settings import FACE_SETS


def made_up_faces(count=128, *, split="train", seed=0):
    """Return an ``ImageSet`` of 64 x 64 pictures of a few soft blots."""
    random = torch.Generator().manual_seed(seed)
    blots = torch.rand(count, 3, 4, 4, generator=random)
    images = interpolate(blots, size=64, mode="bicubic", align_corners=False).clamp(0, 1)
    bytes_ = images.mul(255).round().to(torch.uint8)
    return ImageSet("pictures", split, bytes_, torch.zeros(count, dtype=torch.int64))


def small_dataset(settings):
    """Name the data set on which settings can be tested without files."""
    return "pictures" if settings.dataset in FACE_SETS else "digits"
