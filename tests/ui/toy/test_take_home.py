"""Replay, notebook and result sheet of a toy run: small enough, and alone enough."""

import base64
import json
import re
import zlib

import nbformat
import pytest

from gan_core.data.drawn_examples import example_text
from gan_core.runs.record import record_run
from gan_core.runs.replays import open_recorded, shipped_replays
from gan_core.storage.packed_frames import pack_frames
from ui.run.settings_text import about_run, setting_pairs
from ui.tours.all_tours import TOURS
from ui.toy.controls import View
from ui.toy.export import notebook
from ui.toy.replay import FEWER, MOST_BYTES, replay_page
from ui.toy.result import toy_sheet

VIEW = View(("field", "real", "fake", "centers"), probability=False, levels=None)


def content_of(page):
    """The page's header as JSON: what is shown, and the pictures' reports."""
    data = json.loads(re.search(r'id="content">(.*?)</script>', page)[1])
    whole = zlib.decompress(base64.b64decode(data["packed"]))
    length = int.from_bytes(whole[:4], "little")
    return json.loads(whole[4 : 4 + length])


@pytest.fixture(scope="module")
def trained(tmp_path_factory, small):
    from gan_core.runs.store import RunStore

    store = RunStore(tmp_path_factory.mktemp("store"))
    run = record_run(store, small(loss="ns", epochs=4, seed=3), device="cpu")
    yield store, store.get(run), store.reports(run)
    store.close()


@pytest.mark.parametrize("name", shipped_replays())
def test_replays_of_shipped_runs_are_small(store, name):
    run = open_recorded(store, name)
    page = replay_page(store, store.get(run), store.reports(run), VIEW)
    assert len(page.encode()) < 0.75 * MOST_BYTES
    steps = [frame["report"]["step"] for frame in content_of(page)["frames"]]
    assert steps == store.frame_steps(run)


def test_a_replay_that_would_be_too_large_has_fewer_pictures(trained, monkeypatch):
    store, record, reports = trained
    whole = replay_page(store, record, reports, VIEW)
    monkeypatch.setattr("ui.toy.replay.MOST_BYTES", len(whole.encode()) - 1)
    fewer = replay_page(store, record, reports, VIEW)
    assert len(fewer.encode()) < len(whole.encode())
    counts = [len(content_of(page)["frames"]) for page in (whole, fewer)]
    assert counts[1] == max(2, int(FEWER * counts[0]))
    ends = [content_of(page)["content"]["timeline"] for page in (whole, fewer)]
    assert (ends[0][0], ends[0][-1]) == (ends[1][0], ends[1][-1])


def test_a_replay_may_ask_nobody(trained):
    page = replay_page(*trained, VIEW)
    assert "default-src 'none'" in page
    assert "connect-src" not in page
    assert not re.search(r'(?:src|href)="?https?:', page)


def test_settings_as_words(trained):
    _, record, _ = trained
    pairs = dict(setting_pairs(record))
    assert pairs["Loss"] == "Non-saturating"
    assert pairs["Seed"] == "3"
    assert about_run(record, "T", "ns") == {
        "title": "T",
        "lines": [" · ".join(f"{name}: {value}" for name, value in setting_pairs(record))],
        "name": ["ns", "seed-3"],
    }


def test_the_notebook_is_of_the_run(trained):
    _, record, _ = trained
    text = notebook(record)
    nbformat.validate(nbformat.reads(text, as_version=4))
    assert f"STEPS, UNTIL = None, {record.step}" in text


def test_the_result_sheet_holds_what_a_student_hands_in(trained):
    store, record, reports = trained
    question = next(step.question for step in TOURS["toy"].steps if step.question)
    answers = [(str(question.text), "1 < 2", "All 25")]
    page = toy_sheet(store, record, reports, answers, "Mine: <script>alert(1)</script>")
    assert "25 Gaussians: Non-saturating" in page
    assert "1 &lt; 2" in page
    assert "What happens: All 25" in page
    assert "<script" not in page
    assert page.count("<img ") == 3
    assert page.count("<svg ") == 4
    assert "@media print" in page
    assert f"{reports[-1]['covered']}/{reports[-1]['modes_total']}" in page
    assert len(page.encode()) < 400_000


def test_a_run_on_drawn_points_is_taken_home_whole(store, small):
    settings = small(loss="ns", epochs=1, data="drawn", drawn=example_text("dots"))
    run = record_run(store, settings, device="cpu")
    record, reports = store.get(run), store.reports(run)
    assert record.settings == settings
    pairs = dict(setting_pairs(record))
    assert (pairs["Data"], pairs["Drawing"]) == ("Draw your own", "202 points")
    frames = content_of(replay_page(store, record, reports, VIEW))["frames"]
    assert frames[-1]["report"]["modes_total"] == 7
    assert len(frames[-1]["arrays"]["needed"]["values"]) == 7
    assert f"drawn='{settings.drawn}'" in notebook(record)
    sheet = toy_sheet(store, record, reports, [], "")
    assert "202 points" in sheet
    assert settings.drawn not in sheet


def test_nothing_to_pack_is_small():
    assert len(pack_frames([], {})) < 100
