"""The comparison's link, and what its controls ask for."""

from dataclasses import replace

import pytest

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.settings.base import SettingsError
from ui.compare.link_state import (
    CompareChoice,
    CompareLinkState,
    parse_changes,
    read_compare,
    side_settings,
    sweep_settings,
    write_compare,
)
from ui.run.toy_scene import DATA_FIELDS


def test_an_empty_link_is_the_default():
    assert read_compare({}) == CompareLinkState()


@pytest.mark.parametrize(
    "state",
    [
        CompareLinkState(),
        CompareLinkState(
            CompareChoice(
                count=4, a="coulomb", d="wgan-fail-1", seed=7, data="ring", steps=123, batch=64
            ),
            {"b": "lr_d=1e-3 clip=0.05"},
            group="abc",
        ),
        CompareLinkState(
            CompareChoice(
                view="sweep", first=2, last=8, each_steps=77, modes=20, quality=12.5, kl=0.25
            ),
            {"each": "hidden=16"},
            ("ns", "hinge", "wgan-fail-2"),
        ),
    ],
)
def test_what_is_written_is_read_again(state):
    assert read_compare(write_compare(state)) == state


def test_wrong_values_fall_back_with_a_notice():
    state = read_compare(
        {"a": "nope", "steps": "-3", "count": "2.5", "what": "1", "b": "hinge", "presets": "ns,x"}
    )
    assert replace(state, notices=()) == CompareLinkState(CompareChoice(b="hinge"))
    assert len(state.notices) == 5
    assert any("a=nope" in notice and "wgan-success" in notice for notice in state.notices)
    assert any("steps=-3" in notice and "1 to 1000000" in notice for notice in state.notices)


def test_seeds_in_the_wrong_order_are_turned():
    state = read_compare({"first": "6", "last": "2"})
    assert (state.choice.first, state.choice.last) == (2, 6)


def test_changes_between_spaces_or_commas():
    assert parse_changes(" lr=1e-3, clip=0.05  n_critic=2") == {
        "lr": "1e-3",
        "clip": "0.05",
        "n_critic": "2",
    }
    assert parse_changes("") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [("clip", "clip is no setting; accepted: KEY=VALUE"), ("klip=1", "unknown setting 'klip'")],
)
def test_changes_that_are_none_are_refused(text, message):
    with pytest.raises(SettingsError, match=message):
        parse_changes(text)


def test_settings_beside_each_other_share_data_seed_and_batch():
    state = CompareLinkState(
        CompareChoice(count=4, c="coulomb", d="wgan-success", seed=5, batch=64), {"d": "lr=0.01"}
    )
    found = dict(side_settings(state))
    assert list(found) == ["a", "b", "c", "d"]
    for name in DATA_FIELDS:
        assert len({getattr(settings, name) for settings in found.values()}) == 1
    assert found["a"].seed == 5
    assert found["a"].batch_size == 64
    assert (found["d"].lr_d, found["d"].loss) == (0.01, "wgan")


@pytest.mark.parametrize(
    ("change", "message"),
    [("sigma=0.1", "sigma is the same for all columns"), ("clip=99", "clip=99 is out of range")],
)
def test_a_refused_column_leaves_the_others(change, message):
    found = dict(side_settings(CompareLinkState(changes={"b": change})))
    assert isinstance(found["b"], SettingsError)
    assert message in str(found["b"])
    assert found["a"].loss == "ns"


def test_a_sweep_goes_through_presets_and_seeds():
    state = CompareLinkState(CompareChoice(first=3, last=5), {"each": "hidden=16"}, ("ns", "hinge"))
    planned = sweep_settings(state)
    assert [(label, s.seed) for label, s in planned] == [
        ("ns", 3), ("ns", 4), ("ns", 5), ("hinge", 3), ("hinge", 4), ("hinge", 5),
    ]  # fmt: skip
    assert {s.hidden_g for _, s in planned} == {16}
    assert {s.loss for _, s in planned} == {"ns", "hinge"}
    with pytest.raises(SettingsError, match="choose the seeds instead"):
        sweep_settings(replace(state, changes={"each": "seed=3"}))


@pytest.mark.parametrize("preset", TOY_PRESETS)
def test_every_preset_can_be_compared_and_swept(preset):
    state = CompareLinkState(CompareChoice(a=preset), presets=(preset,))
    assert not isinstance(dict(side_settings(state))["a"], SettingsError)
    assert len(sweep_settings(state)) == 5


def test_all_columns_share_a_drawing():
    drawn = "AAAA____AA__"
    link = read_compare({"view": "side", "a": "wgan-success", "data": "drawn", "drawn": drawn})
    settings = [found for _letter, found in side_settings(link)]
    assert [(one.data, one.drawn, one.spacing) for one in settings] == [("drawn", drawn, 20.0)] * 2
    assert write_compare(link)["drawn"] == drawn
    refused = [found for _letter, found in side_settings(read_compare({"data": "drawn"}))]
    assert all("has no points" in str(error) for error in refused)
