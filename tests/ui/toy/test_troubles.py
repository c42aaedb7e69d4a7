"""The link beside a run that goes wrong undoes what went wrong."""

from types import SimpleNamespace
from urllib.parse import parse_qsl

import pytest

from gan_core.recipes.toy import toy_preset
from gan_core.settings.losses import LOSS_FACTS
from ui.run.toy_link_state import read_toy
from ui.toy.troubles import WORKING, is_classifier, troubles


def told(settings, changes=()):
    return troubles(SimpleNamespace(settings=settings, changes=list(changes)))


def linked(trouble):
    _page, _, query = trouble["href"].partition("?")
    return read_toy(dict(parse_qsl(query))).settings


def test_every_loss_has_a_preset_that_works():
    assert set(WORKING) == set(LOSS_FACTS)
    assert {loss: toy_preset(name).settings().loss for loss, name in WORKING.items()} == {
        loss: loss for loss in WORKING
    }


@pytest.mark.parametrize("preset", ["wgan-fail-3", "wgan-fail-6", "wgan-noclip"])
def test_a_preset_that_fails_leads_to_one_that_works(preset):
    settings = toy_preset(preset).settings().replace(seed=5)
    trouble = told(settings)["runaway"]
    assert linked(trouble) == toy_preset(WORKING[settings.loss]).settings().replace(seed=5)
    assert ("nothing bounds" in trouble["cause"]) == (preset == "wgan-noclip")


def test_rates_that_were_changed_on_the_way_are_undone():
    settings = toy_preset("ns").settings()
    trouble = told(settings, [{"step": 900, "lr_d": 0.5}])["collapsed"]
    assert linked(trouble) == settings


def test_where_the_settings_work_another_seed_is_tried():
    settings = toy_preset("ns").settings()
    assert is_classifier(settings)
    assert linked(told(settings)["saturated"]) == settings.replace(seed=settings.seed + 1)
