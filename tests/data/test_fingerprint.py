"""What tells one set of pictures from another."""

from dataclasses import replace

import torch

from gan_core.data.fingerprint import difference, fingerprint
from gan_core.data.picture_files import Origin
from tests.face_pictures import made_up_faces


def test_data_are_told_by_number_pixels_labels_and_order():
    data = made_up_faces(6)
    known = fingerprint(data)
    assert known["pictures"] == 6
    assert difference(known, fingerprint(made_up_faces(6))) == ""
    fewer = replace(data, images=data.images[:4], labels=data.labels[:4])
    assert difference(known, fingerprint(fewer)) == "6 pictures in train then, 4 now"
    others = "6 pictures then and now, but others or in another order"
    changed = data.images.clone()
    changed[5, 2, 63, 63] ^= 1
    assert difference(known, fingerprint(replace(data, images=changed))) == others
    assert difference(known, fingerprint(replace(data, images=data.images.flip(0)))) == others
    relabelled = replace(data, labels=torch.tensor([0, 0, 0, 0, 0, 1]))
    assert difference(known, fingerprint(relabelled)) == others
    test = replace(data, split="test")
    assert difference(known, fingerprint(test)) == "the split train then, test now"


def test_pictures_from_files_are_told_by_these():
    """So that a large set need not be read whole, and another version of a decoder matters not."""
    data = made_up_faces(6)
    files = replace(data, origin=Origin(used=8, left_out={"link": 1}, digest="ab"))
    assert fingerprint(files) == {"pictures": 6, "split": "train", "digest": "ab"}
    other = replace(files, images=data.images.flip(3))
    assert difference(fingerprint(files), fingerprint(other)) == ""
