"""What of a folder or zip is a picture, what is left out of it and why, and what is refused."""

import os

import pytest

from gan_core.data import picture_cache, picture_files
from gan_core.data.decoding import Limits
from gan_core.data.picture_cache import load_picture_set
from gan_core.data.picture_files import PictureSetError
from tests.data.picture_sets import CONTENTS, SIDE, make_folder, make_zip, picture


@pytest.fixture(autouse=True)
def no_other_cache(monkeypatch):
    monkeypatch.delenv("GAN_CACHE", raising=False)


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
    with pytest.raises(PictureSetError, match=r"none of the 1 pictures .* 1 too small; accepted"):
        load_picture_set(
            make_zip(tmp_path / "t.zip", {"a.png": picture(1, (7, 9))}), resolution=SIDE
        )
    source = make_folder(tmp_path / "own", CONTENTS)
    monkeypatch.setattr(picture_files, "MOST_PICTURES", 2)
    with pytest.raises(PictureSetError, match="more than 2"):
        load_picture_set(source, resolution=SIDE)
