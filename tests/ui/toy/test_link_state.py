"""The link holds the link state."""

import pytest

from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import FIELDS, ToySettings
from ui.run.toy_link_state import ToyLinkState, read_toy, write_toy


def test_an_empty_link_is_the_default_preset():
    state = read_toy({})
    assert state.settings == toy_preset("quick").settings()
    assert state.notices == []


@pytest.mark.parametrize("preset", TOY_PRESETS)
def test_what_is_written_is_read_again(preset):
    settings = toy_preset(preset).settings().replace(lr_d=3.3e-5, seed=12, data="ring", pack=2)
    state = ToyLinkState(preset, settings, "abc", ("seed",))
    assert read_toy(write_toy(state)) == state


def test_every_setting_survives_the_link():
    settings = ToySettings().replace(
        grid=3, sigma=0.0123456789, lr_g=1.23456e-7, ema=0.9999, epochs=77, noise="normal"
    )
    assert read_toy(write_toy(ToyLinkState("wgan-success", settings))).settings == settings


def test_wrong_values_fall_back_one_by_one_with_a_notice():
    state = read_toy(
        {"preset": "nope", "sigma": "99", "lr": "abc", "what": "1", "n_critic": "3", "loss": "ns"}
    )
    assert state.preset == "quick"
    assert state.settings == toy_preset("quick").settings().replace(n_critic=3, loss="ns")
    assert len(state.notices) == 4
    assert any("nope" in notice for notice in state.notices)
    assert any("sigma=99" in notice and "0.001" in notice for notice in state.notices)


def test_values_that_only_fit_together_are_taken_in_any_order():
    # pack=8 does not divide a batch of 12; the pair after it in the link is what counts.
    state = read_toy({"batch_size": "12", "pack": "8"})
    assert len(state.notices) == 1
    forward = read_toy({"batch_size": "513", "pack": "3"})
    backward = read_toy({"pack": "3", "batch_size": "513"})
    assert forward.settings == backward.settings
    assert forward.settings.pack == 3


def test_locks_and_the_run_are_kept():
    state = read_toy({"lock": "seed,lr", "run": "0123"})
    assert state.lock == ("seed", "lr")
    assert state.run == "0123"
    assert set(FIELDS) & set(write_toy(state)) == {"seed"}


def test_a_drawing_is_in_the_link_in_any_order_and_beside_a_wrong_value():
    drawn = "AAAA____AA__"
    settings = toy_preset("quick").settings().replace(data="drawn", drawn=drawn)
    link = write_toy(ToyLinkState("quick", settings))
    assert link == {"preset": "quick", "data": "drawn", "drawn": drawn, "seed": "0"}
    assert read_toy(link).settings == settings
    # One after the other, the data would come before the drawing without which they are refused.
    state = read_toy({**link, "sigma": "99"})
    assert state.settings == settings
    assert len(state.notices) == 1


def test_drawn_data_without_a_drawing_are_left_out_with_a_notice():
    state = read_toy({"preset": "quick", "data": "drawn"})
    assert state.settings == toy_preset("quick").settings()
    assert "data=drawn has no points" in state.notices[0]
    state = read_toy({"preset": "quick", "data": "drawn", "drawn": "AAAA"})
    assert len(state.notices) == 2
    assert "1 points; accepted: 3 to 1000" in " ".join(state.notices)
