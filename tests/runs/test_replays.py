"""A run as one small file, and the recorder that makes it."""

import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import save as safetensors_bytes

from gan_core.recipes.toy import toy_preset
from gan_core.runs import record as record_module
from gan_core.runs import replays
from gan_core.runs.record import record_run
from gan_core.runs.replays import (
    FOLDER,
    REPLAY_BYTES,
    ROWS,
    ReplayError,
    load_replay,
    make_replay,
    open_recorded,
    save_replay,
    shipped_replays,
)
from gan_core.runs.store import RunStore
from gan_core.storage.serialization import unpack_frame


@pytest.fixture(scope="module")
def settings(small):
    return small(epochs=4, lr=1e-3, loss="ns")


@pytest.fixture(scope="module")
def recorded(tmp_path_factory, settings):
    store = RunStore(tmp_path_factory.mktemp("store"))
    run = record_run(store, settings, device="cpu")
    yield store, run
    store.close()


def test_the_recorder_trains_to_the_end(recorded, settings):
    store, run = recorded
    record = store.get(run)
    assert record.state == "finished"
    assert record.step == settings.epochs * settings.steps_per_epoch
    assert store.reports(run)[-1]["step"] == record.step


def test_a_replay_holds_settings_rows_and_pictures(recorded, settings, tmp_path):
    store, run = recorded
    save_replay(tmp_path / "replay.safetensors", store, run)
    replay = load_replay(tmp_path / "replay.safetensors")
    assert replay.settings == settings
    last = store.get(run).step
    assert next(iter(replay.frames)) == 0
    assert [*replay.frames][-1] == replay.card["steps"] == last
    kept = store.reports(run)[-1]
    assert replay.rows[-1]["step"] == last
    assert replay.rows[-1]["swd"] == pytest.approx(kept["swd"], rel=1e-4)
    report, arrays = unpack_frame(replay.frames[last])
    (content,) = store.frames(run, [last])
    whole_report, whole = unpack_frame(content)
    assert report["step"] == last
    assert report["modes"] == whole_report["modes"]
    assert arrays["points"].shape == (600, 2)
    assert arrays["points"] == pytest.approx(whole["points"][:600], abs=1e-3)
    assert arrays["field"] == pytest.approx(whole["field"], rel=1e-3, abs=1e-3)


@pytest.mark.parametrize("most", [30_000, 100_000])
def test_a_replay_is_as_small_as_it_has_to_be(recorded, most, monkeypatch):
    monkeypatch.setattr(replays, "REPLAY_BYTES", most)
    content = make_replay(*recorded)
    assert most / 3 < len(content) <= most
    monkeypatch.setattr(replays, "REPLAY_BYTES", 1000)
    with pytest.raises(ReplayError, match="fits into 1000 bytes"):
        make_replay(*recorded)


def test_rows_are_thinned(recorded, tmp_path):
    store, run = recorded
    shutil.copytree(store.folder, tmp_path, dirs_exist_ok=True)
    many = RunStore(tmp_path)
    for step in range(1, 400):
        many.add_report(run, {**store.reports(run)[0], "step": step})
    content = make_replay(many, run)
    size = int.from_bytes(content[:8], "little")
    card = json.loads(json.loads(content[8 : 8 + size])["__metadata__"]["card"])
    assert len(card["rows"]) == ROWS
    many.close()


def test_a_run_that_was_cut_off_goes_on(tmp_path, settings, recorded, monkeypatch):
    store = RunStore(tmp_path)

    def cut(step, total, seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(record_module, "PROGRESS_STEPS", 17)
    with pytest.raises(KeyboardInterrupt):
        record_run(store, settings, device="cpu", progress=cut)
    (half,) = store.runs()
    assert half.step == 17
    assert half.state == "stopped"
    run = record_run(store, settings, device="cpu")
    assert run == half.id

    (mine,), (theirs,) = (s.frames(r, [s.get(r).step]) for s, r in ((store, run), recorded))
    assert unpack_frame(mine)[1]["points"] == pytest.approx(unpack_frame(theirs)[1]["points"])
    assert record_run(store, settings, device="cpu") == run
    store.close()


@pytest.mark.parametrize("content", [b"", b"x" * 100, b"\x02" + bytes(7) + b"{}"])
def test_other_files_are_refused(tmp_path, content):
    path = tmp_path / "odd.safetensors"
    path.write_bytes(content)
    with pytest.raises(ReplayError, match=r"odd\.safetensors is no replay"):
        load_replay(path)
    with pytest.raises(ReplayError):
        load_replay(tmp_path / "missing.safetensors")


# --- shipped runs in the store --------------------------------------------------------------


@pytest.fixture
def shipped(recorded, tmp_path):
    folder = tmp_path / "toy"
    save_replay(folder / "ns.safetensors", *recorded)
    return folder


def test_a_shipped_run_opens_in_the_store(recorded, shipped, store):
    assert shipped_replays(shipped) == ["ns"]
    run = open_recorded(store, "ns", folder=shipped)
    original, name = recorded
    record, before = store.get(run), original.get(name)
    assert run == "recorded-ns"
    assert record.state == "recorded"
    assert not record.active
    assert (record.settings, record.step) == (before.settings, before.step)
    steps = store.frame_steps(run)
    assert steps[0] == 0
    assert steps[-1] == before.step
    assert len(store.frame_steps(run, milestones=True)) == 11
    assert store.reports(run)[-1].keys() == original.reports(name)[-1].keys()
    assert unpack_frame(store.live(run).content)[0]["step"] == before.step
    created = record.created
    assert open_recorded(store, "ns", folder=shipped) == run
    assert store.get(run).created == created


def test_what_a_kill_left_half_done_is_done_again(shipped, store, settings):
    store.create("recorded-ns", settings, steps=None, device="cpu")
    open_recorded(store, "ns", folder=shipped)
    assert store.get("recorded-ns").state == "recorded"
    assert store.frame_steps("recorded-ns")


def test_a_preset_without_a_shipped_run(store, tmp_path):
    with pytest.raises(ReplayError, match=r"no run of 'ns' is shipped; accepted: \[\]"):
        open_recorded(store, "ns", folder=tmp_path)


@pytest.mark.parametrize("preset", shipped_replays())
def test_shipped_files(preset):
    """Each was recorded with its preset's settings, to the end, and is small."""
    path = FOLDER / f"{preset}.safetensors"
    replay = load_replay(path)
    settings = toy_preset(preset).settings()
    assert replay.settings == settings.replace(seed=replay.settings.seed)
    assert replay.card["steps"] == settings.epochs * settings.steps_per_epoch
    assert path.stat().st_size <= REPLAY_BYTES


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff" * 40,
        (4).to_bytes(8, "little") + b"null",
        (200_000).to_bytes(8, "little") + b"[" * 200_000,
        safetensors_bytes({"a": np.zeros(3, np.uint8)}, {"card": "{}"}),
    ],
)
def test_a_file_that_is_none_is_refused_in_a_line(tmp_path, content):
    path = tmp_path / "run.safetensors"
    path.write_bytes(content)
    with pytest.raises(ReplayError, match="is no replay") as refused:
        load_replay(path)
    assert str(refused.value).isprintable()
