"""Settings are chosen on validation pictures, of models that have not been trained on them."""

import json

import pytest

from gan_core.cli.main import main
from gan_core.cli.train import chosen_by
from gan_core.recipes.catalogue import image_recipe

SMALL = ["--set", "dataset=digits", "--set", "width=16", "--set", "batch_size=16"]


def answer(capsys, *command):
    status, (out, err) = main([*command, "--json"]), capsys.readouterr()
    assert status == 0, err
    return json.loads(out)


def refusal(capsys, *command):
    status, (out, err) = main([*command]), capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1)
    return err


def train(out, *more, recipe="vae-mnist-2d", steps=3):
    command = ["train", recipe, "--steps", str(steps), *SMALL, "--out", str(out), "--json"]
    return main([*command, *more])


def card_of(out):
    return json.loads((out / "card.json").read_text())


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Two small models: one has seen all training digits, one not those of validation."""
    folder = tmp_path_factory.mktemp("trained")
    assert train(folder / "all") == 0
    assert train(folder / "held-out", "--hold-out-validation") == 0
    return folder


def test_the_card_says_which_digits_a_model_was_trained_on(trained):
    whole, held_out = (card_of(trained / name) for name in ("all", "held-out"))
    assert (whole["data"]["split"], whole["data"]["pictures"]) == ("train", 1437)
    assert held_out["data"]["split"] == "train without validation"
    assert held_out["data"]["pictures"] == 1198
    assert "--hold-out-validation --out held-out" in held_out["command"]
    assert "--hold-out-validation" not in whole["command"]


def test_validation_digits_evaluate_a_model_that_has_not_seen_them(trained, capsys):
    model = str(trained / "held-out")
    found = answer(capsys, "evaluate", model, "--split", "validation")
    assert (found["split"], found["n"]) == ("validation", 239)
    tested = answer(capsys, "evaluate", model)
    assert (tested["split"], tested["n"]) == ("test", 360)
    assert tested["loss_nats"] != found["loss_nats"]


def test_a_framed_model_that_has_not_seen_them_is_known_as_such(tmp_path, capsys):
    out = tmp_path / "progressive"
    few = ["--set", "channel_base=64", "--set", "width=8"]
    assert train(out, "--hold-out-validation", *few, recipe="pggan-mnist32", steps=1) == 0
    capsys.readouterr()
    # Known, so that it gets as far as the classifier that no data set but MNIST has.
    found = refusal(capsys, "evaluate", str(out), "--split", "validation")
    assert "no classifier is shipped for digits" in found


def test_a_model_that_has_seen_them_is_refused(trained, capsys):
    found = refusal(capsys, "evaluate", str(trained / "all"), "--split", "validation")
    assert "not known to be trained without the validation pictures" in found
    assert "(the split train then, train without validation now)" in found
    assert "--hold-out-validation" in found


def test_a_card_that_does_not_tell_is_refused(trained, tmp_path, capsys):
    known = card_of(trained / "held-out")
    for name in ("weights.safetensors", "card.json"):
        (tmp_path / name).write_bytes((trained / "held-out" / name).read_bytes())
    (tmp_path / "card.json").write_text(json.dumps(known | {"data": {}}))
    found = refusal(capsys, "evaluate", str(tmp_path), "--split", "validation")
    assert "(its card does not tell)" in found


def test_other_splits_are_refused(trained, capsys):
    found = refusal(capsys, "evaluate", str(trained / "all"), "--split", "train")
    assert "--split train is unknown; accepted: validation, test" in found


def test_a_run_goes_on_without_the_validation_digits_or_not_at_all(tmp_path, capsys):
    out = tmp_path / "m"
    assert train(out, "--hold-out-validation") == 0
    capsys.readouterr()
    assert train(out, "--resume", steps=5) == 2
    told = capsys.readouterr().err
    assert "the split train without validation then, train now" in told
    assert train(out, "--resume", "--hold-out-validation", steps=5) == 0
    assert card_of(out)["data"]["pictures"] == 1198
    assert train(out, "--resume", "--accept-changed-data", steps=7) == 0
    told = card_of(out)["data"]
    assert (told["split"], told["pictures"]) == ("train", 1437)
    assert told["before"][0]["split"] == "train without validation"


def test_a_run_that_saw_them_at_first_is_refused(tmp_path, capsys):
    out = tmp_path / "m"
    assert train(out) == 0
    assert train(out, "--hold-out-validation", "--resume", "--accept-changed-data", steps=5) == 0
    assert card_of(out)["data"]["split"] == "train without validation"
    capsys.readouterr()
    found = refusal(capsys, "evaluate", str(out), "--split", "validation")
    assert "(it was trained on others before)" in found


def test_the_card_says_what_chose_the_settings_unless_they_were_changed(trained):
    assert card_of(trained / "all")["chosen_by"] == ""
    recipe = image_recipe("vae-mnist-2d-best")
    settings = recipe.settings()
    assert chosen_by("vae-mnist-2d-best", settings.replace(seed=7)) == recipe.chosen_by
    assert chosen_by("vae-mnist-2d-best", settings.replace(lr=1e-4)) == ""


def test_a_classifier_learns_from_conditional_models_of_digits_only(trained, capsys):
    found = refusal(capsys, "evaluate", str(trained / "all"), "--classify")
    assert "is a vae on digits; accepted: conditional models of digits" in found
    found = refusal(capsys, "evaluate", str(trained / "all"), "--classify", "0")
    assert "--classify" in found
    assert "100 to 10000" in found.replace(",", "")
