"""Pictures from outside: cropped, kept, bounded; whatever is wrong with them stays without harm."""

import io
import json
import os

import numpy as np
import pytest
from PIL import Image

from gan_core.data import decoding, picture_cache
from gan_core.data.picture_cache import (
    PictureSetError,
    cache_path,
    is_cached,
    load_picture_set,
    square_crop,
)
from tests.data.picture_sets import CONTENTS, SIDE, made, make_folder, make_zip, picture


@pytest.fixture(autouse=True)
def no_other_cache(monkeypatch):
    monkeypatch.delenv("GAN_CACHE", raising=False)


def test_a_face_keeps_rows_10_to_98():
    pixels = np.arange(109 * 89 * 3, dtype=np.uint32).reshape(109, 89, 3) % 251
    found = square_crop(Image.fromarray(pixels.astype(np.uint8)), 89)
    assert np.array_equal(found.transpose(1, 2, 0), pixels[10:99])


def test_a_folder_and_a_zip_give_the_same_pictures_in_the_order_of_their_names(tmp_path):
    folder = load_picture_set(make_folder(tmp_path / "own", CONTENTS), resolution=SIDE)
    archive = load_picture_set(make_zip(tmp_path / "own.zip", CONTENTS), resolution=SIDE)
    assert folder.images.shape == (3, 3, SIDE, SIDE)
    assert folder.images.dtype == np.uint8
    assert np.array_equal(folder.images, archive.images)
    expected = square_crop(Image.open(io.BytesIO(picture(1))), SIDE)
    assert np.array_equal(folder.images[0], expected)
    assert folder.skipped == archive.skipped == 0


def test_every_format_and_kind_of_colour_is_read(tmp_path):
    grey, palette = io.BytesIO(), io.BytesIO()
    Image.new("L", (20, 20), 100).save(grey, "PNG")
    Image.new("P", (20, 20)).save(palette, "PNG")
    contents = {
        "a.jpg": picture(0, format="JPEG"), "b.webp": picture(1, format="WEBP"),
        "c.png": grey.getvalue(), "d.PNG": palette.getvalue(),
    }  # fmt: skip
    found = load_picture_set(make_folder(tmp_path / "own", contents), resolution=SIDE)
    assert len(found.images) == 4
    assert (found.images[2] == 100).all()


def test_pictures_are_decoded_once(tmp_path, monkeypatch):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    seen = []
    first = load_picture_set(source, resolution=SIDE, progress=lambda *done: seen.append(done))
    assert seen == [(3, 3)]
    monkeypatch.setattr(picture_cache, "decode_picture", None)
    again = load_picture_set(source, resolution=SIDE)
    assert np.array_equal(first.images, again.images)


def test_another_content_is_decoded_anew(tmp_path):
    folder = make_folder(tmp_path / "own", CONTENTS)
    load_picture_set(folder, resolution=SIDE)
    make_folder(folder, {"c.png": picture(4)})
    assert len(load_picture_set(folder, resolution=SIDE).images) == 4


@pytest.mark.parametrize("harm", ["cut", "no contents", "no JSON"])
def test_a_cache_that_is_not_whole_is_made_again(tmp_path, harm):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    before = np.array(load_picture_set(source, resolution=SIDE).images)
    cache = cache_path(source, SIDE)
    contents = cache.with_suffix(".json")
    if harm == "cut":
        os.truncate(cache, 100)
    elif harm == "no contents":
        contents.unlink()
    else:
        contents.write_text("[")
    assert np.array_equal(load_picture_set(source, resolution=SIDE).images, before)


def test_pictures_that_were_decoded_in_another_way_are_decoded_anew(tmp_path, monkeypatch):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    cache = cache_path(source, SIDE)
    before = np.array(load_picture_set(source, resolution=SIDE).images)
    # As if an older program had left other pixels there.
    cache.write_bytes(bytes(cache.stat().st_size))
    assert not load_picture_set(source, resolution=SIDE).images.any()
    monkeypatch.setattr(decoding, "VERSION", decoding.VERSION + 1)
    assert not is_cached(source, resolution=SIDE)
    assert np.array_equal(load_picture_set(source, resolution=SIDE).images, before)
    assert is_cached(source, resolution=SIDE)


def test_a_cache_of_the_time_before_reasons_were_kept_is_made_again(tmp_path):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    load_picture_set(source, resolution=SIDE)
    contents = cache_path(source, SIDE).with_suffix(".json")
    known = json.loads(contents.read_text())
    old = {name: known[name] for name in ("side", "source", "count")} | {"version": 1, "found": 3}
    contents.write_text(json.dumps(old))
    assert not is_cached(source, resolution=SIDE)
    assert load_picture_set(source, resolution=SIDE).origin.digest == known["digest"]


def test_a_training_cannot_change_the_cache(tmp_path):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    before = np.array(load_picture_set(source, resolution=SIDE).images)
    load_picture_set(source, resolution=SIDE).images[:] = 0
    assert np.array_equal(load_picture_set(source, resolution=SIDE).images, before)


def test_names_lead_nowhere(tmp_path):
    contents = {"../../escape.png": picture(1), "/tmp/absolute.png": picture(2)}
    source = make_zip(made(tmp_path / "in") / "own.zip", contents)
    assert len(load_picture_set(source, resolution=SIDE).images) == 2
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"own.zip", "own.zip.16px.u8", "own.zip.16px.json"}


def test_the_cache_can_be_elsewhere(tmp_path, monkeypatch):
    sources = [
        make_zip(made(tmp_path / name) / "own.zip", {"a.png": picture(seed)})
        for seed, name in enumerate(("one", "two"))
    ]
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    first, second = (load_picture_set(source, resolution=SIDE).images for source in sources)
    assert not np.array_equal(first, second)
    assert len(list((tmp_path / "cache").glob("*.u8"))) == 2
    assert {path.name for path in sources[0].parent.iterdir()} == {"own.zip"}


def test_a_folder_that_cannot_be_written_to_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    load_picture_set(source, resolution=SIDE)
    assert cache_path(source, SIDE).parent == tmp_path / "home" / "gan-explorer"


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    source = make_zip(tmp_path / "own.zip", CONTENTS)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_cache.np, "ascontiguousarray", full)
    with pytest.raises(PictureSetError, match="No space left"):
        load_picture_set(source, resolution=SIDE)
    assert [path.name for path in tmp_path.iterdir()] == ["own.zip"]


def test_pictures_that_have_no_room_are_refused(tmp_path, monkeypatch):
    source = make_folder(tmp_path / "own", CONTENTS)
    monkeypatch.setattr(
        picture_cache.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 100})
    )
    with pytest.raises(PictureSetError, match="GAN_CACHE"):
        load_picture_set(source, resolution=SIDE)
