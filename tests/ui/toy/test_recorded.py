"""Recorded runs in the laboratory and the recorded table on the comparison page."""

import json

import pytest

import gan_core.runs.replays
import ui.compare.results
from benchmarks.toy_losses import REPORTED_PRESETS
from gan_core.recipes.toy import toy_preset
from gan_core.runs.record import record_run
from gan_core.runs.replays import PREFIX, save_replay
from gan_core.runs.store import RunStore
from tests.ui.pages import open_page

pytestmark = pytest.mark.slow
LAB = "pages/1_25_Gaussians.py"


@pytest.fixture(scope="module")
def replay_folder(tmp_path_factory, small):
    """A folder with one recorded run, of the preset ``ns``; its sizes are not the preset's."""
    folder = tmp_path_factory.mktemp("toy")
    store = RunStore(tmp_path_factory.mktemp("store"))
    save_replay(
        folder / "ns.safetensors",
        store,
        record_run(store, small(loss="ns", epochs=2), device="cpu"),
    )
    store.close()
    return folder


@pytest.fixture
def shipped(replay_folder, monkeypatch):
    monkeypatch.setattr(gan_core.runs.replays, "FOLDER", replay_folder)


def button(test, key):
    return next((b for b in test.button if b.key == key), None)


def test_a_recorded_run_is_offered_for_exactly_its_settings(services, shipped):
    test = open_page(LAB, preset="ns")
    assert button(test, "toy-do-recorded") is not None
    test.number_input(key="toy-lr_d").set_value(0.5).run()
    assert not test.exception
    assert button(test, "toy-do-recorded") is None
    assert button(open_page(LAB, preset="hinge"), "toy-do-recorded") is None


def test_it_is_shown_and_start_trains_anew(services, shipped, small):
    test = open_page(LAB, run=f"{PREFIX}ns", preset="ns", **_query(small(loss="ns", epochs=2)))
    assert not test.exception
    assert not test.warning
    record = services.status(f"{PREFIX}ns")
    assert record.state == "recorded"
    assert button(test, "toy-do-start").label == "Start"
    assert not button(test, "toy-do-start").disabled
    assert any("a recorded run, not trained here" in c.value for c in test.sidebar.caption)
    button(test, "toy-do-start").click().run()
    assert not test.exception
    others = [run for run in services.store.runs() if run.id != f"{PREFIX}ns"]
    assert [run.settings for run in others] == [record.settings]
    assert services.status(f"{PREFIX}ns").step == record.step


def _query(settings):
    base = toy_preset("ns").settings().as_dict()
    return {name: str(v) for name, v in settings.as_dict().items() if v != base[name]}


def test_a_link_to_a_run_that_is_not_shipped(services, shipped):
    test = open_page(LAB, run=f"{PREFIX}hinge", preset="hinge")
    assert not test.exception
    assert any("no longer kept" in warning.value for warning in test.warning)


def test_the_table_of_losses(services, tmp_path, monkeypatch):
    runs = [
        {
            "preset": preset, "seed": seed, "modes": 25 - (preset == "ns"),
            "high_quality": 90.0, "reverse_kl": 0.01,
            "diverged": preset == "wgan-best" and seed == 0,
        }
        for preset in REPORTED_PRESETS
        for seed in range(10)
    ]  # fmt: skip
    path = tmp_path / "losses.json"
    path.write_text(json.dumps({"runs": runs}))
    monkeypatch.setattr(ui.compare.results, "PATH", path)
    ui.compare.results._shipped_runs.cache_clear()
    test = open_page("pages/2_Compare.py", view="sweep")
    assert not test.exception
    table = test.expander[0].table[0].value
    ui.compare.results._shipped_runs.cache_clear()
    found = dict(zip(table["Preset"], table["Success"], strict=True))
    assert len(found) == len(REPORTED_PRESETS)
    assert found["Minimax"] == "10 / 10"
    assert found["Non-saturating"] == "0 / 10"
    assert found["WGAN, best"] == "9 / 10"
