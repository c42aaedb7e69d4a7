"""A run of the rules as a small file: what is in it, and what is refused."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from gan_core.ablations.packing import evenly, make_record
from gan_core.ablations.record import (
    FOLDER,
    MOST_SHEETS,
    PICTURES,
    RECORD_BYTES,
    RecordError,
    load_record,
    save_record,
)
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, ABLATION_RECIPES, CHANCE_RECIPES
from gan_core.runs.image_folder import SAMPLES
from gan_core.storage.serialization import load_state, save_state
from gan_core.viz.picture_grid import grid_pictures, picture_grid
from tests.ablations.trained import FLOOR, SCORES, small_digits, trained


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return trained(tmp_path_factory.mktemp("rules"))


@pytest.fixture(scope="module")
def record(folder):
    return make_record(folder, small_digits())


def test_a_record_holds_what_the_training_left(record, folder):
    assert record.settings.steps == 20
    assert record.card["steps"] == 20
    assert record.card["command"] == "python -m gan_core train rules-mnist"
    assert record.scores == SCORES
    assert record.floor == FLOOR
    assert list(record.sheet_steps) == list(record.diversity_steps) == [0, 20]
    assert list(record.loss_steps) == [20]
    assert record.last_loss("d") == pytest.approx(float(record.losses["d"][-1]))
    with Image.open(folder / SAMPLES / "step-00000020.png") as image:
        sheet = np.asarray(image)
    whole = grid_pictures(sheet, 60, resolution=28, columns=10, scale=2)
    assert (record.sheets[-1] == whole[:PICTURES]).all()
    assert record.sheet_at(0)[0] == record.sheet_at(19)[0] == 0
    assert record.sheet_at(20)[0] == record.sheet_at(999)[0] == 20
    assert (record.sheet_at(19)[1] == record.sheets[0]).all()


def test_the_networks_are_measured_before_and_after(record):
    assert record.start.unit_variance == pytest.approx(1, abs=0.05)
    assert record.start.output_slope != record.end.output_slope
    assert 0.2 <= record.end.rectifier_slope <= 1


def test_a_record_comes_back_as_it_was(record, tmp_path):
    save_record(tmp_path / "run.safetensors", record)
    assert (tmp_path / "run.safetensors").stat().st_size < RECORD_BYTES
    again = load_record(tmp_path / "run.safetensors")
    assert (again.settings, again.card, again.start, again.end) == (
        record.settings, record.card, record.start, record.end,
    )  # fmt: skip
    assert (again.sheets == record.sheets).all()
    assert (again.losses["g"] == record.losses["g"]).all()


def test_a_run_that_was_not_evaluated_is_refused(tmp_path):
    out = trained(tmp_path, evaluated=False)
    with pytest.raises(RecordError, match="evaluate"):
        make_record(out, small_digits())


CHANGES = {
    "another array": lambda arrays, facts: arrays.update(more=np.zeros(3)),
    "another shape": lambda arrays, facts: arrays.update(sheets=arrays["sheets"][:, :5]),
    "other numbers": lambda arrays, facts: arrays.update(sheets=arrays["sheets"].astype(float)),
    "steps that fall": lambda arrays, facts: arrays.update(loss_steps=-arrays["loss_steps"]),
    "no number": lambda arrays, facts: arrays.update(loss_d=arrays["loss_d"] * np.nan),
    "no score": lambda arrays, facts: facts["scores"].pop("recall"),
    "an infinite score": lambda arrays, facts: facts["floor"].update(recall=float("inf")),
    "a wrong setting": lambda arrays, facts: facts["settings"].update(steps=-1),
    "no card": lambda arrays, facts: facts.pop("card"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_damaged_record_is_refused(record, tmp_path, change):
    path = tmp_path / "run.safetensors"
    save_record(path, record)
    arrays, facts = load_state(path)
    CHANGES[change](arrays, facts)
    save_state(path, arrays, facts)
    with pytest.raises(RecordError, match=r"run\.safetensors is no record of a run"):
        load_record(path)


def test_other_files_are_refused(tmp_path, record):
    path = tmp_path / "run.safetensors"
    with pytest.raises(RecordError):
        load_record(path)
    path.write_bytes(b"something else")
    with pytest.raises(RecordError):
        load_record(path)
    path.write_bytes(bytes(RECORD_BYTES + 1))
    with pytest.raises(RecordError, match="larger than"):
        load_record(path)
    with pytest.raises(RecordError, match="sheets"):
        save_record(path, replace(record, sheets=record.sheets[:1]))


def test_pictures_come_out_of_a_sheet_again():
    pictures = np.random.default_rng(0).integers(0, 256, (7, 5, 5), dtype=np.uint8)
    sheet = picture_grid(pictures, columns=3, scale=2)
    assert (grid_pictures(sheet, 7, resolution=5, columns=3, scale=2) == pictures).all()
    with pytest.raises(ValueError, match="does not hold"):
        grid_pictures(sheet, 7, resolution=5, columns=4, scale=2)


def test_every_second_item_or_third():
    assert evenly([*range(17)], MOST_SHEETS) == [*range(0, 17, 2)]
    assert evenly([*range(3)], MOST_SHEETS) == [0, 1, 2]
    assert evenly([0, 1, 2, 3], 2) == [0, 3]


def test_every_pair_differs_in_one_thing():
    for pair in ABLATION_PAIRS.values():
        on, off = (ABLATION_RECIPES[name].settings().as_dict() for name in (pair.on, pair.off))
        assert sum(on[name] != off[name] for name in on) == 1
    seeds = [ABLATION_RECIPES[name].settings() for name in CHANCE_RECIPES]
    assert [one.replace(seed=0) for one in seeds] == [seeds[0]] * 3
    assert len({one.seed for one in seeds}) == 3


@pytest.mark.parametrize("name", ABLATION_RECIPES)
def test_a_shipped_record_is_its_recipes(name):
    record = load_record(FOLDER / f"{name}.safetensors")
    assert record.settings == ABLATION_RECIPES[name].settings()
    assert record.card["steps"] == record.settings.steps == record.sheet_steps[-1]
    assert record.card["command"] == f"python -m gan_core train {name} --out {name}"
    assert record.card["n"] == 10_000


def test_all_shipped_records_are_there_and_small():
    assert {path.stem for path in FOLDER.glob("*.safetensors")} == set(ABLATION_RECIPES)
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 1_500_000
