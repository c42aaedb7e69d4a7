"""Pictures from outside: cropped, kept, bounded; whatever is wrong with them stays without harm."""

import io
import json
import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from gan_core.data import decoding, picture_cache, picture_files
from gan_core.data.decoding import Limits
from gan_core.data.picture_cache import (
    PictureSetError,
    cache_path,
    is_cached,
    load_picture_set,
    square_crop,
)

SIDE = 16


@pytest.fixture(autouse=True)
def no_other_cache(monkeypatch):
    monkeypatch.delenv("GAN_CACHE", raising=False)


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


def test_what_cannot_be_used_is_skipped_and_counted(tmp_path, monkeypatch):
    limits = Limits(most_bytes=30_000, most_pixels=1000, least_edge=8)
    monkeypatch.setattr(picture_cache, "LIMITS", limits)
    contents = CONTENTS | {
        "no picture.png": b"hello", "empty.jpg": b"", "cut.png": picture(5)[:200],
        "thin.png": picture(6, (4, 24)), "many pixels.png": picture(7, (50, 50)),
        "many bytes.png": picture(8) + bytes(40_000),
    }  # fmt: skip
    for source in (
        make_folder(tmp_path / "own", contents),
        make_zip(tmp_path / "own.zip", contents),
    ):
        found = load_picture_set(source, resolution=SIDE)
        assert (len(found.images), found.skipped) == (3, 6)
        assert found.origin.left_out == {"unreadable": 3, "too_small": 1, "too_large": 2}
        assert found.origin.line() == (
            "6 of 9 pictures left out: 2 too large, 1 too small, "
            "3 unreadable (damaged, cut off or no picture)"
        )
        # What is told the first time is told from the cache too.
        assert load_picture_set(source, resolution=SIDE).origin == found.origin


def test_a_decompression_bomb_is_not_unpacked(tmp_path):
    bomb = picture(0) + bytes(30_000_000)
    source = make_zip(tmp_path / "own.zip", CONTENTS | {"bomb.png": bomb})
    assert load_picture_set(source, resolution=SIDE).origin.left_out == {"too_large": 1}


def test_a_picture_behind_a_password_is_told(tmp_path):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    content = bytearray(source.read_bytes())
    # The first bit of the flags, in the list of contents at the end, says 'encrypted'.
    content[content.index(b"PK\x01\x02") + 8] |= 1
    source.write_bytes(content)
    found = load_picture_set(source, resolution=SIDE)
    assert len(found.images) == 2
    assert found.origin.left_out == {"password": 1}


def test_a_picture_packed_in_an_unknown_way_is_skipped(tmp_path):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    content = bytearray(source.read_bytes())
    # The way of packing, in the list of contents and in the member's own head.
    for head, place in ((b"PK\x01\x02", 10), (b"PK\x03\x04", 8)):
        content[content.index(head) + place] = 99
    source.write_bytes(content)
    assert load_picture_set(source, resolution=SIDE).origin.left_out == {"unreadable": 1}


def test_a_picture_whose_packed_bytes_are_damaged_is_told(tmp_path):
    source = make_zip(tmp_path / "own.zip", CONTENTS)
    content = bytearray(source.read_bytes())
    for place in range(100, 140):
        content[place] ^= 255
    source.write_bytes(content)
    assert load_picture_set(source, resolution=SIDE).origin.left_out == {"unreadable": 1}


def test_names_lead_nowhere(tmp_path):
    contents = {"../../escape.png": picture(1), "/tmp/absolute.png": picture(2)}
    source = make_zip(made(tmp_path / "in") / "own.zip", contents)
    assert len(load_picture_set(source, resolution=SIDE).images) == 2
    names = {path.name for path in tmp_path.rglob("*") if path.is_file()}
    assert names == {"own.zip", "own.zip.16px.u8", "own.zip.16px.json"}


def test_links_are_not_followed_and_told(tmp_path):
    outside = make_folder(tmp_path / "outside", {"secret.png": picture(9)})
    folder = make_folder(tmp_path / "own", CONTENTS)
    (folder / "link.png").symlink_to(outside / "secret.png")
    (folder / "folder").symlink_to(outside, target_is_directory=True)
    (folder / "loop").symlink_to(folder, target_is_directory=True)
    (folder / "nowhere.jpg").symlink_to(tmp_path / "nothing")
    found = load_picture_set(folder, resolution=SIDE)
    assert len(found.images) == 3
    assert found.origin.left_out == {"link": 4}


def test_a_link_to_the_folder_itself_is_the_folder(tmp_path):
    (tmp_path / "link").symlink_to(make_folder(tmp_path / "own", CONTENTS))
    assert len(load_picture_set(tmp_path / "link", resolution=SIDE).images) == 3


def test_a_pipe_is_not_waited_for(tmp_path):
    folder = make_folder(tmp_path / "own", CONTENTS)
    os.mkfifo(folder / "pipe.png")
    assert load_picture_set(folder, resolution=SIDE).origin.left_out == {"no_file": 1}
    with pytest.raises(PictureSetError, match="is no plain file"):
        load_picture_set(folder / "pipe.png", resolution=SIDE)


def test_the_digest_is_of_names_and_bytes_in_their_order(tmp_path):
    def digest(name, contents):
        return load_picture_set(
            make_folder(tmp_path / name, contents), resolution=SIDE
        ).origin.digest

    same = digest("one", CONTENTS)
    assert digest("two", CONTENTS) == same
    changed = picture(2)[:-1] + bytes([picture(2)[-1] ^ 1])
    assert digest("bytes", CONTENTS | {"a/2.png": changed}) != same
    assert digest("names", {"a/3.png": picture(2), **CONTENTS}) != same
    assert digest("fewer", {"b.png": picture(3)}) != same
    swapped = {"a/1.png": picture(2), "a/2.png": picture(1), "b.png": picture(3)}
    assert digest("swapped", swapped) != same


def test_shadows_and_other_files_are_no_pictures(tmp_path):
    contents = CONTENTS | {
        "__MACOSX/a/._1.png": b"shadow", "__MACOSX/a/1.png": b"x", "read me.txt": b"hello",
    }  # fmt: skip
    assert load_picture_set(make_zip(tmp_path / "own.zip", contents), resolution=SIDE).skipped == 0


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


def test_refusals_say_what_is_accepted(tmp_path, monkeypatch):
    with pytest.raises(PictureSetError, match="a folder of pictures or a zip"):
        load_picture_set(tmp_path / "nothing", resolution=SIDE)
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(PictureSetError, match="5 bytes, perhaps of a download cut short"):
        load_picture_set(tmp_path / "text.zip", resolution=SIDE)
    with pytest.raises(
        PictureSetError, match=r"no pictures, but other files \(1 \.txt\); accepted"
    ):
        load_picture_set(make_folder(tmp_path / "none", {"a.txt": b""}), resolution=SIDE)
    with pytest.raises(PictureSetError, match=r"holds no pictures; accepted: JPEG, PNG"):
        load_picture_set(make_zip(tmp_path / "none.zip", {}), resolution=SIDE)
    with pytest.raises(PictureSetError, match=r"\(1 \.zip\); unpack the zip in it first"):
        load_picture_set(make_zip(tmp_path / "outer.zip", {"in.zip": b"PK"}), resolution=SIDE)
    with pytest.raises(PictureSetError, match=r"1 of a format that is not read; accepted"):
        load_picture_set(make_folder(tmp_path / "phone", {"a.HEIC": b"x"}), resolution=SIDE)
    with pytest.raises(PictureSetError, match="none of the 1 pictures .* 1 too small; accepted"):
        load_picture_set(
            make_zip(tmp_path / "t.zip", {"a.png": picture(1, (7, 9))}), resolution=SIDE
        )
    source = make_folder(tmp_path / "own", CONTENTS)
    monkeypatch.setattr(
        picture_cache.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 100})
    )
    with pytest.raises(PictureSetError, match="GAN_CACHE"):
        load_picture_set(source, resolution=SIDE)
    monkeypatch.setattr(picture_files, "MOST_PICTURES", 2)
    with pytest.raises(PictureSetError, match="more than 2"):
        load_picture_set(source, resolution=SIDE)


def test_a_full_disk_leaves_nothing_behind(tmp_path, monkeypatch):
    source = make_zip(tmp_path / "own.zip", CONTENTS)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(picture_cache.np, "ascontiguousarray", full)
    with pytest.raises(PictureSetError, match="No space left"):
        load_picture_set(source, resolution=SIDE)
    assert [path.name for path in tmp_path.iterdir()] == ["own.zip"]
