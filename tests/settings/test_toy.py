"""Settings: every limit refused by name, round trips, paired names, text from a command line."""

import json
import math

import pytest

from gan_core.settings.base import SettingsError
from gan_core.settings.toy import (
    BYTES_LIMIT,
    FIELDS,
    LIVE_SETTINGS,
    PAIRED,
    ToySettings,
    estimate_bytes,
    expand_pairs,
    parse_value,
)

CHOICES = [name for name, spec in FIELDS.items() if "choices" in spec.metadata]
NUMBERS = [name for name, spec in FIELDS.items() if "low" in spec.metadata]
INTEGERS = [name for name in NUMBERS if FIELDS[name].type == "int"]


def limits(name):
    return FIELDS[name].metadata["low"], FIELDS[name].metadata["high"]


def just_outside(name):
    low, high = limits(name)
    if name in INTEGERS:
        return low - 1, high + 1
    # Next to 0 no subnormal number: training flushes those to 0, here too.
    return (math.nextafter(low, -math.inf) if low else -1e-300), math.nextafter(high, math.inf)


def test_defaults_are_the_documents_success():
    settings = ToySettings()
    assert (settings.loss, settings.lr_d, settings.lr_g, settings.decay) == (
        "wgan",
        1e-4,
        1e-4,
        1e-5,
    )
    assert (settings.beta1, settings.n_critic, settings.clip) == (0.5, 1, 0.1)
    assert (settings.batch_size, settings.noise_dim, settings.noise) == (512, 4, "uniform")
    assert (settings.sample_count, settings.steps_per_epoch, settings.epochs) == (
        100_000,
        195,
        1000,
    )


def test_every_field_has_limits_and_help():
    assert sorted([*CHOICES, *NUMBERS, "drawn"]) == sorted(FIELDS)
    assert all(len(spec.metadata["help"]) > 10 for spec in FIELDS.values())
    assert set(LIVE_SETTINGS) < set(FIELDS)


@pytest.mark.parametrize("name", NUMBERS)
def test_values_just_outside_are_refused_by_name(name):
    low, high = limits(name)
    for value in just_outside(name):
        with pytest.raises(SettingsError) as caught:
            ToySettings(**{name: value})
        message = str(caught.value)
        assert f"{name}={value}" in message
        assert "accepted" in message
        assert str(low) in message
        assert str(high) in message


@pytest.mark.parametrize("name", NUMBERS)
def test_the_limits_themselves_are_accepted(name):
    for value in limits(name):
        assert parse_value(name, value) == value
        assert parse_value(name, str(value)) == value


@pytest.mark.parametrize("name", NUMBERS)
@pytest.mark.parametrize(
    "value",
    [math.nan, math.inf, -math.inf, "nan", "inf", "-inf", "1e400", "", "x", None, [1], "0x10"],
)
def test_no_finite_number_no_setting(name, value):
    with pytest.raises(SettingsError, match=name):
        ToySettings(**{name: value})


@pytest.mark.parametrize("name", INTEGERS)
@pytest.mark.parametrize("value", [12.5, "12.5", 1 + 1e-9, 10**400])
def test_whole_numbers_only(name, value):
    with pytest.raises(SettingsError, match=f"{name}=.*whole number"):
        parse_value(name, value)


@pytest.mark.parametrize("name", CHOICES)
def test_choices(name):
    for choice in FIELDS[name].metadata["choices"]:
        assert parse_value(name, choice) == choice
    for wrong in ("", "other", None, 1, FIELDS[name].metadata["choices"][0].upper()):
        with pytest.raises(SettingsError) as caught:
            ToySettings(**{name: wrong})
        assert name in str(caught.value)
        assert all(choice in str(caught.value) for choice in FIELDS[name].metadata["choices"])


def test_text_from_a_command_line():
    settings = ToySettings(lr_d="1e-4", batch_size="512", sigma=" .05 ", loss="ns", epochs="7")
    assert settings == ToySettings(loss="ns", epochs=7)
    assert isinstance(settings.batch_size, int)
    assert isinstance(settings.lr_d, float)


def test_whole_floats_become_integers():
    settings = ToySettings(batch_size=256.0, gp_weight=10)
    assert settings.batch_size == 256
    assert isinstance(settings.batch_size, int)
    assert isinstance(settings.gp_weight, float)


def test_round_trip_through_json():
    settings = ToySettings(data="ring", loss="wgan-gp", lr_g=3.7e-5, pack=4, seed=2**31 - 1)
    assert ToySettings(**json.loads(json.dumps(settings.as_dict()))) == settings
    assert set(settings.as_dict()) == set(FIELDS)


def test_settings_are_frozen():
    with pytest.raises(AttributeError):
        ToySettings().lr_d = 1.0


@pytest.mark.parametrize("name", PAIRED)
def test_paired_names_set_both_networks(name):
    value = {"lr": 0.01, "hidden": 64, "depth": 2, "activation": "tanh"}[name]
    changed = ToySettings().replace(**{name: value})
    assert getattr(changed, f"{name}_d") == getattr(changed, f"{name}_g") == value
    assert expand_pairs({name: value}) == {f"{name}_d": value, f"{name}_g": value}


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(SettingsError, match="learning_rate") as caught:
        ToySettings().replace(learning_rate=1)
    assert all(name in str(caught.value) for name in [*FIELDS, *PAIRED])


def test_replace_validates_and_leaves_the_original():
    settings = ToySettings()
    with pytest.raises(SettingsError, match="lr_d=2"):
        settings.replace(lr=2)
    assert settings == ToySettings()


def test_batches_divide_into_packs():
    assert ToySettings(batch_size=512, pack=8).pack == 8
    with pytest.raises(SettingsError, match=r"batch_size=512 .* 3"):
        ToySettings(batch_size=512, pack=3)


@pytest.mark.parametrize(
    ("changes", "count"),
    [({"grid": 1}, 100), ({"grid": 10}, 10_000), ({"data": "ring"}, 800), ({"data": "moons"}, 800)],
)
def test_number_of_real_points(changes, count):
    settings = ToySettings(samples_per_mode=100, batch_size=8, **changes)
    assert settings.sample_count == count
    assert settings.steps_per_epoch == count // 8


def test_a_batch_is_no_larger_than_the_data():
    assert ToySettings(grid=1, samples_per_mode=512).steps_per_epoch == 1
    with pytest.raises(SettingsError, match=r"batch_size=512 .* 511 real points"):
        ToySettings(grid=1, samples_per_mode=511)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": 8192, "hidden": 512, "depth": 8},
        {"batch_size": 8192, "loss": "coulomb"},
        {"batch_size": 4096, "hidden": 512, "depth": 4, "loss": "wgan-gp"},
    ],
)
def test_sizes_that_would_not_fit_are_refused(changes):
    with pytest.raises(SettingsError, match=rf"\d+ MB; accepted are {BYTES_LIMIT // 10**6} MB"):
        ToySettings().replace(**changes)


def test_memory_grows_with_every_size_and_stays_under_the_limit():
    base = ToySettings()
    assert estimate_bytes(base) < BYTES_LIMIT / 5
    for larger in (
        {"batch_size": 1024},
        {"hidden": 256},
        {"depth": 5},
        {"loss": "wgan-gp"},
        {"loss": "coulomb"},
        {"r1": 1.0},
        {"r2": 1.0},
        {"samples_per_mode": 8000},
    ):
        assert estimate_bytes(base.replace(**larger)) > estimate_bytes(base)


def test_an_unknown_field_is_no_argument():
    with pytest.raises(TypeError, match="nonsense"):
        ToySettings(nonsense=1)
