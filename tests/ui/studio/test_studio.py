"""The studio's script runs, without a browser, on the embedded digits."""

import base64
import gzip
import io
import time

import pytest
from PIL import Image

from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.recipes.quick_digits import quick_settings
from gan_core.settings.images import FAMILIES, FIELDS
from tests.data.idx_files import four_files
from tests.long import mostly_long
from tests.ui.pages import open_page
from ui.controls.image_labels import LABELS
from ui.http.feed import news
from ui.run.image_data import real_sheet
from ui.run.image_link_state import (
    StudioLinkState,
    read_studio,
    with_data_here,
    write_studio,
)
from ui.studio.controls import OPTIMIZER_FIELDS
from ui.studio.export import train_command

STUDIO = "pages/3_Digits_studio.py"
SMALL = {"dataset": "digits", "width": "16", "batch_size": "16", "steps": "30"}
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def no_data(monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_DATA", str(tmp_path / "none"))


def wait_until(condition, seconds=60):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_without_data_the_embedded_digits_are_taken_and_named(services):
    test = open_page(STUDIO)
    assert not test.exception
    assert test.selectbox(key="studio-dataset").value == "digits"
    assert any("1,797 digits" in caption.value for caption in test.caption)


def test_missing_data_is_one_line_with_what_to_do(services):
    test = open_page(STUDIO, dataset="mnist")
    assert not test.exception
    assert len(test.error) == 1
    assert "No MNIST in" in test.error[0].value
    assert "GAN_DATA" in test.error[0].value
    assert "looked for train-images-idx3-ubyte" in test.error[0].value
    assert "found none of these" in test.error[0].value
    assert test.button(key="studio-fetch").label == "Fetch MNIST (11 MB)"


def test_data_in_the_home_folder_are_found(services, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GAN_DATA", "~/mine")
    (tmp_path / "mine" / "data" / "fashion").mkdir(parents=True)
    for name, content in four_files().items():
        packed = gzip.compress(content)
        (tmp_path / "mine" / "data" / "fashion" / f"{name}.gz").write_bytes(packed)
    test = open_page(STUDIO, dataset="fashion-mnist")
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="studio-dataset").value == "fashion-mnist"


@pytest.mark.parametrize("recipe", mostly_long(DIGIT_RECIPES, "cgan-mnist-best", "vae-mnist-2d"))
def test_every_recipe_has_its_controls_with_help(recipe, services):
    test = open_page(STUDIO, recipe=recipe)
    assert not test.exception
    controls = [*test.number_input, *test.selectbox, *test.button]
    assert [control.label for control in controls if not control.help] == []
    assert test.number_input(key="studio-steps").value == DIGIT_RECIPES[recipe].settings().steps


@pytest.mark.long
def test_the_quick_form_trains_at_a_press(services):
    test = open_page(STUDIO, recipe="gan-mnist")
    test.button(key="studio-do-quick").click().run()
    assert not test.exception
    wait_until(lambda: "run" in dict(test.run().query_params))
    run = test.query_params["run"]
    wait_until(lambda: services.status(run).step > 0)
    wanted = with_data_here(quick_settings("gan-mnist"))
    assert services.status(run).image_settings == wanted
    assert test.run().number_input(key="studio-steps").value == wanted.steps
    services.stop(run)


@pytest.mark.long
def test_a_run_trains_from_the_page_and_comes_back_by_its_link(services):
    test = open_page(STUDIO, recipe="cgan-mnist", **SMALL)
    assert not test.exception
    test.button(key="studio-do-start").click().run()
    assert not test.exception
    (record,) = services.store.runs(family="images")
    wait_until(lambda: services.status(record.id).state == "finished")
    test.run()
    assert not test.exception
    link = dict(test.query_params)
    assert link["recipe"] == "cgan-mnist"
    assert link["run"] == record.id
    told = news(record.id, after=0, rows=-1, steps=[0, 30])
    assert told["timeline"][-1] == 30
    assert [frame["report"]["step"] for frame in told["frames"]] == [0, 30, 30]
    assert told["rows"]["step"][-1] == 30
    assert len(told["rows"]["d"]) == len(told["rows"]["g"]) == len(told["rows"]["step"])
    with Image.open(io.BytesIO(base64.b64decode(told["frames"][-1]["png"]))) as image:
        assert image.size == (280, 168)
    again = open_page(STUDIO, **link)
    assert not again.exception
    assert again.selectbox(key="studio-recipe").value == "cgan-mnist"


def test_a_number_out_of_range_is_one_line_and_the_run_stays(services):
    test = open_page(STUDIO, recipe="vae-mnist-2d", **SMALL)
    (before,) = services.drafts.store.runs(family="images")
    test.number_input(key="studio-lr").set_value(99.0).run()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "Learning rate: 99.0 is not accepted; choose 1e-07 to 1.0."
    ]
    assert [record.id for record in services.drafts.store.runs(family="images")] == [before.id]


def test_a_toy_run_is_not_taken(services):
    from gan_core.settings.toy import ToySettings

    services.store.create("toyrun", ToySettings(), steps=None, device="cpu")
    test = open_page(STUDIO, run="toyrun")
    assert not test.exception
    assert any("no longer kept" in warning.value for warning in test.warning)


def test_links_come_back_and_mistakes_are_told():
    state = read_studio({"recipe": "gan-mnist", "lr": "0.05", "seed": "4", "run": "abc"})
    assert state.recipe == "gan-mnist"
    assert (state.settings.lr, state.settings.seed, state.run) == (0.05, 4, "abc")
    assert state.settings.dataset == "digits"
    assert read_studio(write_studio(state)) == state
    wrong = read_studio({"recipe": "none", "lr": "9", "width": "32"})
    assert wrong.recipe == "vae-mnist-2d"
    assert wrong.settings.width == 32
    assert len(wrong.notices) == 2


def test_every_field_has_a_label_and_a_place():
    placed = {"kind", "network", "dataset", "optimizer", "schedule", "decay", "ema", "momentum_d"}
    placed |= {
        "weight_l1",
        "weight_l2",
        "shift",
        "turn",
        "mirror",
        "lr",
        "batch_size",
        "steps",
        "seed",
        "precision",
    }
    # What only networks that grow have; the studio offers none.
    placed |= {
        "gp_weight", "drift", "grow_to", "channel_base", "upsampling", "fade_images",
        "settle_images",
    }  # fmt: skip
    of_families = [
        group
        for family in FAMILIES.values()
        for group in (family.network_fields, family.own_fields)
    ]
    for group in (*of_families, *OPTIMIZER_FIELDS.values()):
        placed |= set(group)
    assert placed == set(FIELDS)
    assert set(FIELDS) - set(LABELS) == {"kind", "network", "dataset"}


def test_real_pictures_stand_in_columns_of_their_labels():
    sheet = real_sheet("digits", by_label=True, side=28)
    assert sheet != real_sheet("digits", by_label=False, side=28)
    with Image.open(io.BytesIO(base64.b64decode(sheet))) as image:
        assert image.size == (280, 168)


def test_the_command_repeats_the_run(services):
    settings = DIGIT_RECIPES["vae-mnist-2d"].settings().replace(seed=3, dataset="digits")
    services.store.create("run", settings, steps=None, device="cpu")
    record = services.store.get("run")
    assert train_command(record, "vae-mnist-2d") == (
        "python -m gan_core train vae-mnist-2d --out trained/vae-mnist-2d "
        "--set dataset=digits --set seed=3"
    )
    assert StudioLinkState("vae-mnist-2d", settings).run == ""


def test_a_link_to_faces_leaves_the_studio_with_digits():
    state = read_studio({"dataset": "celeba", "kind": "gan", "network": "dcgan64"})
    assert state.settings.dataset == "digits"
    assert state.settings.network == "dense"
    assert len(state.notices) == 2
