"""A checkpoint file, its checksum, and the one before it."""

import errno
import os
import random

import numpy as np
import pytest

from gan_core.storage import checkpoint_file
from gan_core.storage.checkpoint_file import CheckpointFile, LostCheckpointError
from gan_core.storage.serialization import load_state


def state(step):
    rng = np.random.default_rng(step)
    return {"weights": rng.standard_normal(400).astype(np.float32)}, {"steps_done": step}


@pytest.fixture
def file(tmp_path):
    file = CheckpointFile(tmp_path / "run.safetensors")
    file.save(state(10))
    file.save(state(20))
    return file


def loaded(file):
    arrays, facts = file.load()
    step = facts["steps_done"]
    assert np.array_equal(arrays["weights"], state(step)[0]["weights"])
    return step


def test_the_newest_is_loaded_and_the_one_before_is_kept(file):
    assert loaded(file) == 20
    assert file.notice(20) == ""
    assert loaded(CheckpointFile(file.previous)) == 10
    file.save(state(30))
    assert loaded(CheckpointFile(file.previous)) == 20
    assert len(list(file.path.parent.iterdir())) == 2


def test_before_the_first_there_is_none(tmp_path):
    file = CheckpointFile(tmp_path / "run.safetensors")
    assert not file.exists
    assert file.load() is None


@pytest.mark.parametrize("seed", range(40))
def test_any_damage_is_noticed_and_the_one_before_is_used(file, seed):
    draw = random.Random(seed)
    content = bytearray(file.path.read_bytes())
    start = draw.randrange(len(content))
    for place in range(start, min(len(content), start + draw.choice([1, 4, 64, 1000]))):
        content[place] ^= draw.randrange(1, 256)
    file.path.write_bytes(content[: draw.choice([len(content)] * 3 + [start])])
    assert loaded(file) == 10
    assert file.notice(10) == (
        "The newest checkpoint is damaged: training resumes from the one before, at step 10."
    )


def test_a_single_bit_anywhere_is_noticed(file):
    content = file.path.read_bytes()
    for place in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[place] ^= 1 << place % 8
        file.path.write_bytes(damaged)
        assert loaded(file) == 10, place


def test_a_missing_newest_one_is_told_as_missing(file):
    file.path.unlink()
    assert loaded(file) == 10
    assert "is missing: training resumes from the one before, at step 10." in file.notice(10)


def test_a_sector_that_cannot_be_read_is_damage(file, monkeypatch):
    whole = checkpoint_file.load_state

    def fail(path):
        if path == file.path:
            raise OSError(errno.EIO, "Input/output error", str(path))
        return whole(path)

    monkeypatch.setattr(checkpoint_file, "load_state", fail)
    assert loaded(file) == 10


def test_what_may_not_be_read_is_no_damage(file, monkeypatch):
    def fail(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(checkpoint_file, "load_state", fail)
    with pytest.raises(PermissionError):
        file.load()


def test_a_damaged_file_never_takes_the_place_of_the_one_before(file):
    file.path.write_bytes(b"damaged")
    assert loaded(file) == 10
    file.save(state(11))
    assert loaded(CheckpointFile(file.previous)) == 10
    assert loaded(file) == 11
    # From then on as ever.
    file.save(state(12))
    assert loaded(CheckpointFile(file.previous)) == 11


@pytest.mark.parametrize("previous", ["damaged", "missing"])
@pytest.mark.parametrize("newest", ["damaged", "missing"])
def test_without_a_whole_one_that_is_said_without_a_path(file, newest, previous):
    for path, how in ((file.path, newest), (file.previous, previous)):
        path.unlink() if how == "missing" else path.write_bytes(b"damaged")
    if (newest, previous) == ("missing", "missing"):
        assert file.load() is None
        return
    words = f"the newest checkpoint is {newest}, the one before it {previous}"
    with pytest.raises(LostCheckpointError, match=words) as caught:
        file.load()
    assert "\n" not in str(caught.value)
    assert str(file.path.parent) not in str(caught.value)


def test_a_full_disk_leaves_both_as_they_are(file, monkeypatch):
    def fail(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(OSError, match="No space left"):
        file.save(state(30))
    monkeypatch.undo()
    assert loaded(file) == 20
    assert loaded(CheckpointFile(file.previous)) == 10
    assert len(list(file.path.parent.iterdir())) == 2


@pytest.mark.parametrize("moves", [0, 1])
def test_a_kill_between_two_renames_loses_nothing(file, monkeypatch, moves):
    replace = type(file.path).replace
    made = []

    def killed(path, target):
        if len(made) == moves:
            raise KeyboardInterrupt
        made.append(target)
        return replace(path, target)

    monkeypatch.setattr(type(file.path), "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        file.save(state(30))
    monkeypatch.undo()
    assert loaded(file) == 20


def test_both_go(file):
    file.delete()
    assert not file.exists
    assert list(file.path.parent.iterdir()) == []


def steps(file):
    """The steps in the newest file and in the one before it."""
    return [load_state(path)[1]["steps_done"] for path in (file.path, file.previous)]


@pytest.mark.parametrize("links", [True, False])
def test_the_newest_is_never_away_where_a_file_may_have_two_names(file, monkeypatch, links):
    if not links:
        monkeypatch.setattr(os, "link", refuse_link)
    there = []
    replace = type(file.path).replace

    def watched(path, target):
        there.append(file.path.exists())
        return replace(path, target)

    monkeypatch.setattr(type(file.path), "replace", watched)
    file.save(state(30))
    assert there == ([True, True] if links else [True, False])
    assert steps(file) == [30, 20]
    assert len(list(file.path.parent.iterdir())) == 2


def refuse_link(*_):
    raise OSError(errno.EPERM, "no hard links here")


def test_what_a_kill_left_under_both_names_is_taken_apart_again(file):
    file.previous.unlink()
    os.link(file.path, file.previous)
    file.save(state(30))
    assert steps(file) == [30, 20]
    assert len(list(file.path.parent.iterdir())) == 2
