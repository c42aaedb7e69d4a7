"""Settings chosen on validation digits: the candidates, and what is decided by which figure."""

import pytest

from benchmarks import choices as program
from benchmarks.candidates import BEFORE, CHOICES
from benchmarks.documents import choices
from gan_core.data.images import load_images
from gan_core.recipes.catalogue import image_recipe


@pytest.mark.parametrize("recipe", CHOICES)
def test_a_recipe_is_one_of_its_candidates(recipe):
    settings, own = image_recipe(recipe).settings(), choices.recipes_own(recipe)
    mine = CHOICES[recipe].candidates
    assert settings.replace(**mine[own]) == settings
    made = {settings.replace(**changes) for changes in mine.values()}
    assert len(made) == len(mine) >= 2
    assert CHOICES[recipe].steps < settings.steps


def row(recipe, candidate, storage="float32", **metrics):
    return {
        "recipe": recipe, "candidate": candidate, "storage": storage, "steps": 1000,
        "trained_on": {"split": "train without validation", "pictures": 50_000},
        "metrics": {"split": "validation", **metrics},
    }  # fmt: skip


def test_the_least_figure_decides_and_weights_of_fewer_bits_do_not():
    recipe = "vae-mnist-10d-best"
    first, second = CHOICES[recipe].candidates
    rows = [
        row(recipe, first, loss_nats=94.0),
        row(recipe, second, loss_nats=95.0),
        row(recipe, second, "int8", loss_nats=90.0),
    ]
    lines = choices.decisions(rows)
    assert f"- `{recipe}`: least nats by *{first}*, as the recipe has it." in lines
    assert "- `cgan-mnist-best`: not measured." in lines


def test_another_candidate_that_is_better_is_named():
    recipe = "vae-mnist-10d-best"
    first, second = CHOICES[recipe].candidates
    rows = [row(recipe, first, loss_nats=94.0), row(recipe, second, loss_nats=93.0)]
    assert f"- `{recipe}`: least nats by *{second}*; not *{first}*." in choices.decisions(rows)


def test_what_is_recorded_was_measured_on_validation_digits_that_were_held_out():
    for found in choices.read_choices():
        assert found["metrics"]["split"] == "validation"
        assert found["trained_on"] == {"split": "train without validation", "pictures": 50_000}


@pytest.mark.long
def test_candidates_are_trained_measured_and_not_measured_again(tmp_path, monkeypatch, capsys):
    name = "vae-mnist-2d-best"
    few = program.CHOICES[name]
    small = {label: {**change, "width": 4} for label, change in few.candidates.items()}
    choice = type(few)(steps=4, candidates=small, refit=2, storages=True)
    monkeypatch.setattr(program, "CHOICES", {name: choice})
    monkeypatch.setattr(program, "EPOCH", 1)
    first, *others = small
    results = tmp_path / "choices.json"
    for module in (program, choices):
        monkeypatch.setattr(module, "RESULTS", results)
    monkeypatch.setattr(
        program, "load_images", lambda _name, split, folder: load_images("digits", split)
    )
    program.Chooser(None, tmp_path / "trained").run()
    told = capsys.readouterr().out
    rows = choices.read_choices()
    labels = [(found["candidate"], found["storage"]) for found in rows[1:]]
    assert labels == [
        (first + BEFORE, "float32"), *((first, storage) for storage in program.STORAGES),
        *(pair for label in others for pair in ((label + BEFORE, "float32"), (label, "float32"))),
    ]  # fmt: skip
    assert [found["steps"] for found in rows[1:3]] == [2, 4]
    assert {found["metrics"]["split"] for found in rows} == {"validation"}
    assert told.count("\n") == len(rows)
    # Fine-tuning moves the encoder alone.
    assert rows[1]["metrics"]["loss_nats"] != rows[2]["metrics"]["loss_nats"]
    program.Chooser(None, tmp_path / "trained").run()
    assert capsys.readouterr().out == ""
