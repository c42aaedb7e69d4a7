"""Diagrams of models on pictures."""

import pytest

from gan_core.checkpoints.native import PRETRAINED, model_names, read_card
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.settings.images import ImageSettings
from ui.models.diagram import DIAGRAMS, diagram_of


@pytest.mark.parametrize("name", IMAGE_RECIPES)
def test_every_recipe_has_a_diagram(name):
    settings = IMAGE_RECIPES[name].settings()
    if settings.kind not in DIAGRAMS:
        assert settings.kind == "discriminator"
        return
    diagram = diagram_of(settings)
    names = [part["id"] for part in diagram["parts"]]
    assert len(set(names)) == len(names)
    places = [(part["column"], part["row"]) for part in diagram["parts"] if not part["on"]]
    assert len(set(places)) == len(places)
    arrows = {arrow["id"]: arrow for arrow in diagram["arrows"]}
    for arrow in arrows.values():
        assert {arrow["from"], arrow["to"]} <= set(names)
    for part in diagram["parts"]:
        assert part["formula"], part["id"]
        assert part["column"] < diagram["columns"]
        assert not part["on"] or arrows[part["on"]]["back"]
        assert not any(setting["change"] for setting in part["settings"])


def formulas(diagram):
    return {part["id"]: " ".join(part["formula"]) for part in diagram["parts"]}


def test_formulas_tell_what_kind_of_model_it_is():
    vae = formulas(diagram_of(ImageSettings(kind="vae", kl_weight=0.5)))
    assert vae["kl"].endswith("β = 0.5")
    ae = formulas(diagram_of(ImageSettings(kind="ae", latent_dim=3)))
    assert ae["z"].endswith("R^3")
    assert "kl" not in ae
    cgan = formulas(diagram_of(ImageSettings(kind="cgan", network="document", r1=2.0)))
    assert "D(x, y)" in cgan["d"]
    assert "½ (" in cgan["loss_d"]
    assert cgan["loss_d"].endswith("= 2")
    classifier = formulas(
        diagram_of(ImageSettings(kind="classifier", network="conv", label_smoothing=0.2))
    )
    assert classifier["label"].endswith("\u03b1 = 0.2")
    gan = formulas(diagram_of(ImageSettings(kind="gan", network="dense")))
    assert "label" not in gan


def test_shipped_models_have_diagrams():
    for name in model_names():
        card = read_card(PRETRAINED / name)
        if card.kind in DIAGRAMS:
            assert diagram_of(ImageSettings(**card.settings))["parts"]
