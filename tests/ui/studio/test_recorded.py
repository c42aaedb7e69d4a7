"""The studio's first screen: a recording of the recipe, what Start costs, the quick form."""

import pytest

from gan_core.checkpoints.native import PRETRAINED
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.recipes.quick_digits import QUICK_FORMS, quick_settings
from gan_core.runs.image_replays import FOLDER, open_recorded_digits, recipe_costs
from gan_core.runs.replays import load_replay
from gan_core.runs.sheets import unpack_report
from gan_core.runs.store import RunStore
from gan_core.settings.base import SettingsError
from gan_core.settings.images import EMBEDDED, ImageSettings
from ui.shared.language import speaking
from ui.studio import recorded as module
from ui.studio.recorded import cost_line, is_untouched, recorded_line

MOST_BYTES = 500_000
SHIPPED = [name for name in DIGIT_RECIPES if (PRETRAINED / name).is_dir()]


def test_every_shipped_recipe_has_a_quick_form_a_recording_and_its_cost():
    assert set(QUICK_FORMS) == set(SHIPPED) == set(recipe_costs())
    assert {path.stem for path in FOLDER.glob("*.safetensors")} == set(SHIPPED)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < MOST_BYTES
    for costs in recipe_costs().values():
        assert 0 < costs["quick"] < costs["whole"]
        assert costs["quick"] < 600
    with pytest.raises(SettingsError, match="no quick form of 'x'"):
        quick_settings("x")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_recording_is_of_its_recipe(name):
    replay = load_replay(FOLDER / f"{name}.safetensors")
    settings = ImageSettings(**replay.card["settings"])
    assert settings in (DIGIT_RECIPES[name].settings(), quick_settings(name))
    assert list(replay.frames)[-1] == settings.steps
    for step, frame in replay.frames.items():
        assert unpack_report(frame)["step"] == step


def test_a_recording_goes_into_the_store_once(tmp_path):
    store = RunStore(tmp_path)
    run = open_recorded_digits(store, "vae-mnist-2d")
    record = store.get(run)
    assert record.state == "recorded"
    assert record.image_settings == quick_settings("vae-mnist-2d")
    assert len(store.frame_steps(run)) > 5
    losses = [row["losses"]["reconstruction"] for row in store.reports(run) if row["losses"]]
    assert losses[-1] < 0.8 * losses[0]
    assert open_recorded_digits(store, "vae-mnist-2d") == run
    assert "quick form of vae-mnist-2d on MNIST, 2,340 steps" in recorded_line(record)
    shipped = store.get(open_recorded_digits(store, "dcgan-mnist-best"))
    assert "the shipped model of dcgan-mnist-best" in recorded_line(shipped)
    assert open_recorded_digits(store, "none") == ""


def test_settings_are_the_recipes_on_any_data_and_no_others():
    settings = DIGIT_RECIPES["gan-mnist"].settings()
    assert is_untouched("gan-mnist", settings.replace(dataset=EMBEDDED))
    assert not is_untouched("gan-mnist", settings.replace(seed=1))


@pytest.mark.parametrize(
    ("label", "line"),
    [
        ("CPU, 4 threads", "*Start* trains it live: about 50 min to 3 h 20 min here (4 threads)."),
        ("CPU, 1 threads", "*Start* trains it live: about 3 h 20 min here (one thread)."),
        ("CUDA", "*Start* trains it live: 3 h 20 min on one core of a CPU."),
    ],
)
def test_what_start_costs_here(monkeypatch, label, line):
    monkeypatch.setattr(module, "device_label", lambda _device: label)
    monkeypatch.setattr(module, "chosen_device", lambda: "auto")
    with speaking("en"):
        assert cost_line(12_000) == line
