"""The laboratory's diagram: formulas of each setting, and the way to each control."""

import pytest

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.losses import LOSS_FACTS
from gan_core.settings.toy import ACTIVATION_NAMES, OPTIMIZER_NAMES, ToySettings
from gan_core.training.toy.trainer import ToyTrainer
from tests.ui.pages import open_page
from ui.controls.toy_labels import LABELS
from ui.shared.loss_formulas import LOSSES_OF_D, loss_d_lines, loss_g_lines
from ui.toy.diagram import toy_diagram
from ui.toy.diagram_formulas import ACTIVATIONS, loss_d_formula, update_formula


def parts_of(settings, may_change=lambda name: True):
    return {part["id"]: part for part in toy_diagram(settings, may_change)["parts"]}


def test_every_loss_activation_and_optimiser_has_its_formula(cpu):
    assert set(LOSSES_OF_D) == set(LOSS_FACTS)
    assert set(ACTIVATIONS) == set(ACTIVATION_NAMES)
    for loss in LOSS_FACTS:
        assert loss_d_lines(loss)[0].startswith("L_D = ")
        assert loss_g_lines(loss)[0].startswith("L_G = ")
    assert loss_d_lines("somebody's") == loss_g_lines("somebody's") == []
    for optimizer in OPTIMIZER_NAMES:
        assert "η_G" in update_formula("G", ToySettings(optimizer=optimizer))[1]


def test_formulas_have_the_settings_of_the_run():
    settings = ToySettings(loss="wgan-gp", gp_weight=0.5, r1=0.25, r2=2.0)
    lines = loss_d_formula(settings)
    assert lines[1].endswith("λ = 0.5")
    assert lines[2].endswith("= 0.25")
    assert lines[3].endswith("= 2")
    assert update_formula("D", ToySettings(loss="wgan", clip=0.03))[-1].endswith("0.03)")
    assert "0.9 u + g" in update_formula("D", ToySettings(optimizer="sgd", momentum=0.9))[1]
    assert "V /" in parts_of(ToySettings(spectral_norm="on"))["d"]["formula"][-1]


@pytest.mark.parametrize(
    "changes", [{}, {"pack": 2, "fourier_d": 5, "depth_d": 1}, {"noise_dim": 7}]
)
def test_the_parameters_are_those_of_the_networks(small, cpu, changes):
    settings = small(**changes)
    trainer = ToyTrainer(settings, device=cpu)
    parts = parts_of(settings)
    for name, network in (("d", trainer.discriminator), ("g", trainer.generator)):
        told = parts[name]["formula"][1]
        assert told.endswith(f"= {network.flat.numel():,}")
        assert " → ".join(map(str, network.sizes)) in told


@pytest.mark.parametrize("preset", TOY_PRESETS)
def test_arrows_join_parts_and_settings_have_labels(preset):
    settings = toy_preset(preset).settings()
    diagram = toy_diagram(settings, lambda name: name != "seed")
    names = [part["id"] for part in diagram["parts"]]
    assert len(set(names)) == len(names) == 9
    arrows = {arrow["id"]: arrow for arrow in diagram["arrows"]}
    for arrow in arrows.values():
        assert {arrow["from"], arrow["to"]} <= set(names)
    for part in diagram["parts"]:
        assert part["title"]
        assert part["about"]
        assert part["formula"]
        assert not part["on"] or arrows[part["on"]]["back"]
        for setting in part["settings"]:
            assert setting["label"] == LABELS[setting["name"]]
            assert setting["value"]


def test_what_the_link_locks_cannot_be_changed():
    parts = parts_of(ToySettings(), lambda name: name != "lr_d")
    change = {s["name"]: s["change"] for s in parts["gradient_d"]["settings"]}
    assert not change["lr_d"]
    assert change["n_critic"]


@pytest.mark.slow
@pytest.mark.parametrize("loss", ["wgan", "coulomb", "wgan-gp"])
def test_each_setting_leads_to_a_control_that_the_page_has(services, loss):
    from ui.toy.diagram import MORE, TABS

    test = open_page("pages/1_25_Gaussians.py", loss=loss, r1="0.1", r2="0.1", pack="2")
    settings = ToySettings(loss=loss, r1=0.1, r2=0.1, pack=2, instance_noise=0.1, fourier_d=4)
    wanted = {s["name"] for part in parts_of(settings).values() for s in part["settings"]}
    tabs = {str(tab): set(names) for tab, names in TABS.items()}
    tabs["Setting"] = wanted.difference(*tabs.values())
    for tab, names in tabs.items():
        test.session_state["toy-tabs"] = tab
        test.session_state["toy-more"] = True
        test.run()
        assert not test.exception
        keys = {w.key for w in (*test.selectbox, *test.number_input)}
        assert {f"toy-{name}" for name in names & wanted} <= keys, tab
    assert {"beta1", "ema", "spectral_norm"} <= set(MORE)
