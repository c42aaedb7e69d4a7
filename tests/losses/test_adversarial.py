"""Losses against values worked out by hand and the facts of the theory."""

import math

import pytest
import torch

from gan_core.losses.adversarial import LOSSES, AdversarialLoss, critic_loss, register_loss
from gan_core.settings.losses import LOSS_FACTS
from gan_core.settings.toy import LOSS_NAMES, STANDARD_LOSSES

LN2, LN3 = math.log(2), math.log(3)

# Logits ln 3 and 0 are probabilities 3/4 and 1/2, so every softplus is a logarithm of a fraction.
LOGISTIC_REAL, LOGISTIC_FAKE = [LN3, 0.0], [0.0, -LN3]
LOGISTIC_D = math.log(8 / 3)  # ln(4/3)/2 + ln(2)/2, twice
PLAIN_REAL, PLAIN_FAKE = [2.0, 0.0, -1.0], [1.0, -2.0, -0.5]

TABLE = [
    ("minimax", LOGISTIC_REAL, LOGISTIC_FAKE, LOGISTIC_D, -0.5 * math.log(8 / 3)),
    ("ns", LOGISTIC_REAL, LOGISTIC_FAKE, LOGISTIC_D, 1.5 * LN2),
    # (1 + 1 + 4) / 6 + (1 + 4 + 1/4) / 6 and (0 + 9 + 9/4) / 6
    ("lsgan", PLAIN_REAL, PLAIN_FAKE, 1.875, 1.875),
    # (0 + 1 + 2) / 3 + (2 + 0 + 1/2) / 3
    ("hinge", PLAIN_REAL, PLAIN_FAKE, 1 + 2.5 / 3, 0.5),
    # -1/2 - 1/3
    ("wgan", PLAIN_REAL, PLAIN_FAKE, -5 / 6, 0.5),
    ("wgan-noclip", PLAIN_REAL, PLAIN_FAKE, -5 / 6, 0.5),
    ("wgan-gp", PLAIN_REAL, PLAIN_FAKE, -5 / 6, 0.5),
]


def doubles(values):
    return torch.tensor(values, dtype=torch.float64)


def normal_quantiles(mean, count=400_001):
    """Points that share a normal distribution out evenly: means over them are integrals."""
    shares = (torch.arange(count, dtype=torch.float64) + 0.5) / count
    return mean + torch.special.ndtri(shares)


def test_the_table_has_every_loss_that_settings_name():
    assert tuple(LOSSES) == tuple(LOSS_NAMES)


@pytest.mark.parametrize("name", LOSS_NAMES)
def test_settings_know_what_each_loss_costs(name):
    assert LOSS_FACTS[name].gradient_penalty == LOSSES[name].gradient_penalty
    assert LOSS_FACTS[name].pairs == (LOSSES[name].discriminator is None)


@pytest.mark.parametrize(("name", "real", "fake", "loss_d", "loss_g"), TABLE)
def test_losses_by_hand(name, real, fake, loss_d, loss_g):
    loss = LOSSES[name]
    assert loss.discriminator(doubles(real), doubles(fake)).item() == pytest.approx(loss_d)
    assert loss.generator(doubles(fake)).item() == pytest.approx(loss_g)


@pytest.mark.parametrize(("name", "real", "fake", "loss_d", "loss_g"), TABLE)
def test_logits_may_be_columns(name, real, fake, loss_d, loss_g):
    loss = LOSSES[name]
    columns = doubles(real)[:, None], doubles(fake)[:, None]
    assert loss.discriminator(*columns).item() == pytest.approx(loss_d)
    assert loss.generator(columns[1]).item() == pytest.approx(loss_g)


def test_relativistic_pairing_by_hand():
    loss = LOSSES["rpgan"]
    real, fake = doubles([LN3, 0.0]), doubles([0.0, 0.0])
    # Differences ln 3 and 0: (ln(4/3) + ln 2) / 2, and the other way round (ln 4 + ln 2) / 2.
    assert loss.discriminator(real, fake).item() == pytest.approx(0.5 * math.log(8 / 3))
    assert loss.of_generator(fake, real).item() == pytest.approx(1.5 * LN2)


def test_relativistic_pairing_counts_differences_row_by_row():
    loss = LOSSES["rpgan"]
    real, fake = doubles([2.0, -1.0]), doubles([0.5, 1.0])
    value = loss.discriminator(real, fake).item()
    assert loss.discriminator(real + 7, fake + 7).item() == pytest.approx(value)
    assert loss.discriminator(real, fake.flip(0)).item() != pytest.approx(value, rel=1e-3)
    same = doubles([3.0, -2.0])
    assert loss.discriminator(same, same).item() == pytest.approx(LN2)
    assert loss.of_generator(same, same).item() == pytest.approx(LN2)
    with pytest.raises(ValueError, match="needs D's logits at real points"):
        loss.of_generator(fake)


def test_coulomb_generator_climbs_the_logit():
    assert LOSSES["coulomb"].discriminator is None
    assert LOSSES["coulomb"].generator(doubles(PLAIN_FAKE)).item() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("flag", "names"),
    [
        ("clipped", {"wgan"}),
        ("gradient_penalty", {"wgan-gp"}),
        ("generator_first", {"coulomb"}),
        ("relativistic", {"rpgan"}),
    ],
)
def test_what_is_particular_about_each_game(flag, names):
    assert {name for name, loss in LOSSES.items() if getattr(loss, flag)} == names


def test_losses_whose_logit_is_one_of_a_probability():
    assert tuple(STANDARD_LOSSES) == ("minimax", "ns")


@pytest.mark.parametrize("name", ["minimax", "ns"])
def test_generator_slopes_of_the_standard_gan(name):
    logits = doubles([-20.0, -2.0, 0.0, 1.5]).requires_grad_(True)
    LOSSES[name].generator(logits).backward()
    sigmoid = [1 / (1 + math.exp(-s)) for s in logits.tolist()]
    expected = [-p if name == "minimax" else -(1 - p) for p in sigmoid]
    assert (logits.grad * len(logits)).tolist() == pytest.approx(expected, rel=1e-12)


def test_the_saturating_slope_vanishes_where_the_nonsaturating_one_is_full():
    slopes = {}
    for name in ("minimax", "ns"):
        logit = doubles([-30.0]).requires_grad_(True)
        LOSSES[name].generator(logit).backward()
        slopes[name] = abs(logit.grad.item())
    assert slopes["minimax"] < 1e-12
    assert slopes["ns"] == pytest.approx(1)


def test_equal_distributions_give_minus_log_4():
    at_half = doubles([0.0, 0.0])
    assert -LOSSES["ns"].discriminator(at_half, at_half).item() == pytest.approx(
        -1.386294, abs=1e-6
    )


def test_disjoint_distributions_give_0():
    value = -LOSSES["ns"].discriminator(doubles([40.0]), doubles([-40.0])).item()
    assert value == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(("mean", "value"), [(1.0, -1.163451), (2.0, -0.712633)])
def test_the_value_at_the_best_discriminator_of_two_normals(mean, value):
    real, fake = normal_quantiles(0.0), normal_quantiles(mean)

    def loss_at(factor):
        # D* = p / (p + q) has the logit ln p/q, here mean^2 / 2 - mean x.
        logit = lambda x: factor * (mean**2 / 2 - mean * x)  # noqa: E731
        return LOSSES["ns"].discriminator(logit(real), logit(fake)).item()

    assert -loss_at(1.0) == pytest.approx(value, abs=5e-6)
    assert loss_at(1.0) < min(loss_at(0.9), loss_at(1.1))


def test_lsgan_at_equal_distributions_is_a_quarter():
    half = doubles([0.5])
    assert LOSSES["lsgan"].discriminator(half, half).item() == 0.25


def test_hinge_minimum_is_twice_the_overlap():
    # p on {0, 1} and q on {1, 2}: total variation 1/2. D is +1 and -1 on what is p's or q's own;
    # on the shared point any logit between them costs the same.
    for shared in (-1.0, -0.3, 0.0, 1.0):
        loss = LOSSES["hinge"].discriminator(doubles([1.0, shared]), doubles([shared, -1.0]))
        assert loss.item() == pytest.approx(2 * (1 - 0.5))
    for real, fake in (((0.9, 0), (0, -1)), ((1, 1.2), (1.2, -1)), ((1, 0), (0, -0.8))):
        assert LOSSES["hinge"].discriminator(doubles(real), doubles(fake)).item() > 1


def test_extreme_logits_stay_finite():
    extreme = torch.tensor([-1e4, 1e4])
    for name in ("minimax", "ns"):
        assert LOSSES[name].discriminator(extreme, extreme).isfinite()
        assert LOSSES[name].generator(extreme).isfinite()


def test_a_relativistic_loss_of_g_needs_real_logits():
    loss = AdversarialLoss(critic_loss, critic_loss, relativistic=True)
    assert loss.of_generator(doubles([1.0, 2.0]), doubles([4.0, 5.0])).item() == -3
    with pytest.raises(ValueError, match="real points"):
        loss.of_generator(doubles([1.0]))


def test_a_name_that_is_taken_is_not_registered_again():
    with pytest.raises(ValueError, match="'ns' is there already"):
        register_loss("ns", LOSSES["hinge"])
