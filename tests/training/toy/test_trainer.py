"""How a run moves: batches, updates, averages, single moves."""

import math

import pytest
import torch

from gan_core.settings.toy import LOSS_NAMES, estimate_bytes
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.evaluation import ToyEvaluator
from gan_core.training.toy.member import draw_noise
from gan_core.training.toy.trainer import ToyTrainer
from tests.training.walking import Spy, assert_same_state, walk


def test_instance_noise_is_on_all_that_the_discriminator_sees(make):
    calm = make(batch_size=512, samples_per_mode=400)
    noisy = make(batch_size=512, samples_per_mode=400, instance_noise=0.5, instance_noise_until=1.0)
    spies = Spy(calm), Spy(noisy)
    calm.step()
    noisy.step()
    (d_calm, g_calm), (d_noisy, g_noisy) = ([*s.of("D"), *s.of("G")] for s in spies)
    for place in (2, 3):
        difference = d_noisy[place] - d_calm[place]
        assert difference.std().item() == pytest.approx(0.5, rel=0.1)
        assert difference.mean().item() == pytest.approx(0, abs=0.06)
    assert g_calm[3] is None
    assert g_noisy[3].std().item() == pytest.approx(0.5, rel=0.1)
    assert not torch.equal(d_noisy[2] - d_calm[2], d_noisy[3] - d_calm[3])


# --- what one step does ---------------------------------------------------------------------


@pytest.mark.parametrize("loss", LOSS_NAMES)
@pytest.mark.parametrize("n_critic", [1, 3])
def test_updates_of_a_step(make, loss, n_critic):
    trainer = make(loss=loss, n_critic=n_critic)
    spy = Spy(trainer)
    walk(trainer, 2)
    order = [call[0] for call in spy.calls if call[0] != "generate"]
    one = ["G", *["D"] * n_critic] if loss == "coulomb" else [*["D"] * n_critic, "G"]
    assert order == one * 2
    assert (trainer.updates_d, trainer.updates_g) == (2 * n_critic, 2)
    assert (trainer.steps_done, trainer.batches_done) == (2, 2)


def test_d_sees_the_same_real_batch_with_fresh_fakes(make):
    trainer = make(n_critic=3)
    spy = Spy(trainer)
    walk(trainer, 1)
    updates = spy.of("D")
    assert all(torch.equal(call[2], updates[0][2]) for call in updates)
    assert not torch.equal(updates[0][3], updates[1][3])
    assert not torch.equal(updates[1][3], updates[2][3])


def test_coulomb_trains_d_on_the_fakes_that_moved_g(make):
    trainer = make(loss="coulomb")
    before = trainer.generator.flat.clone()
    spy = Spy(trainer)
    walk(trainer, 1)
    (update,), (move,) = spy.of("D"), spy.of("G")
    with torch.no_grad():
        expected = trainer.generator.quick(move[2], before)
    torch.testing.assert_close(update[3], expected, atol=1e-6, rtol=1e-6)
    assert not torch.equal(trainer.generator.flat, before)


def test_phases_tell_what_has_been_done(make):
    assert list(make(n_critic=2).phases()) == [
        "batch",
        "discriminator",
        "discriminator",
        "generator",
    ]
    assert list(make(loss="coulomb").phases()) == ["batch", "generator", "discriminator"]
    stepped, phased = walk(make(), 1), make()
    for _ in phased.phases():
        pass
    assert_same_state(stepped, phased)


def test_an_epoch_shows_every_point_once_in_a_new_order(make):
    # 2,500 points in batches of 64: 39 whole batches, the rest is left out.
    trainer = make(lr=1e-7)
    spy = Spy(trainer)
    walk(trainer, 78)
    batches = [call[2] for call in spy.of("D")]
    first, second = torch.cat(batches[:39]), torch.cat(batches[39:])
    known = {tuple(point) for point in trainer.points.tolist()}
    for epoch in (first, second):
        shown = [tuple(point) for point in epoch.tolist()]
        assert len(shown) == len(set(shown)) == 39 * 64
        assert set(shown) <= known
    assert not torch.equal(first, second)
    assert trainer.epoch == 2
    assert trainer.steps_done == 78


def test_only_wgan_gp_draws_the_mixing_weights(make):
    trainer = make(loss="wgan-gp", n_critic=2)
    spy = Spy(trainer)
    walk(trainer, 2)
    mixes = [call[4] for call in spy.of("D")]
    assert all(mix.shape == (64, 1) and mix.min() >= 0 and mix.max() < 1 for mix in mixes)
    assert len({mix[0].item() for mix in mixes}) == 4
    plain = make()
    state = plain.random["mix"].get_state()
    assert torch.equal(walk(plain, 2).random["mix"].get_state(), state)


@pytest.mark.parametrize(("noise", "mean_square"), [("uniform", 1 / 3), ("normal", 1.0)])
def test_noise(small, noise, mean_square):
    settings = small(noise=noise, noise_dim=5)
    latents = draw_noise(20_000, settings, generator=torch.Generator().manual_seed(0))
    assert latents.shape == (20_000, 5)
    assert latents.mean(dim=0).abs().max() < 0.04
    assert latents.square().mean().item() == pytest.approx(mean_square, rel=0.02)
    assert (latents.abs().max() <= 1) == (noise == "uniform")


# --- rates, clipping, averages ----------------------------------------------------------------


def test_rates_decay_with_each_networks_own_updates(make):
    trainer = make(schedule="decay", decay=0.5, lr_d=0.01, lr_g=0.02, n_critic=2)
    spy = Spy(trainer)
    walk(trainer, 2)
    assert [c[1] for c in spy.of("D")] == pytest.approx([0.01, 0.01 / 1.5, 0.01 / 2, 0.01 / 2.5])
    assert [c[1] for c in spy.of("G")] == pytest.approx([0.02, 0.02 / 1.5])


def test_cosine_ends_with_the_run_for_both_networks(small, cpu):
    settings = small(schedule="cosine", lr=0.01, n_critic=2)
    trainer = ToyTrainer(settings, device=cpu, steps=4)
    spy = Spy(trainer)
    walk(trainer, 4)
    half = math.sqrt(0.5)
    assert [c[1] for c in spy.of("G")] == pytest.approx(
        [0.01, 0.005 * (1 + half), 0.005, 0.005 * (1 - half)]
    )
    assert [c[1] for c in spy.of("D")[::2]] == pytest.approx([c[1] for c in spy.of("G")])
    assert spy.of("D")[-1][1] == pytest.approx(0.005 * (1 + math.cos(math.pi * 7 / 8)))


def test_the_first_adam_step_moves_every_weight_by_the_rate(make):
    trainer = make(lr_d=1e-3, lr_g=1e-4, schedule="constant", loss="ns")
    before = trainer.discriminator.flat.clone(), trainer.generator.flat.clone()
    walk(trainer, 1)
    for flat, old, rate in (
        (trainer.discriminator.flat, before[0], 1e-3),
        (trainer.generator.flat, before[1], 1e-4),
    ):
        moved = (flat - old).abs()
        # lr |g| / (|g| + 1e-7), and g is far above 1e-7 for nearly all.
        assert moved.max().item() == pytest.approx(rate, rel=1e-2)
        assert moved.median().item() == pytest.approx(rate, rel=1e-2)


@pytest.mark.parametrize("reference", [False, True])
@pytest.mark.parametrize("clip", [0.1, 0.01])
def test_clipping_holds_after_every_update_of_d(small, cpu, reference, clip):
    settings = small(clip=clip, lr=1e-2, n_critic=2)
    trainer = ToyTrainer(settings, device=cpu, reference=reference)
    bound = torch.tensor(clip)
    for _ in range(20):
        for part in trainer.phases():
            if part == "discriminator":
                assert trainer.discriminator.flat.abs().max() <= bound
    biases = torch.cat(trainer.discriminator.split(trainer.discriminator.flat)[1])
    assert biases.abs().max() == bound  # biases too, and they do reach it
    assert trainer.generator.flat.abs().max() > bound


def test_other_losses_are_not_clipped(make):
    assert walk(make(loss="wgan-noclip", clip=0.01), 3).discriminator.flat.abs().max() > 0.1


def test_the_average_of_gs_weights_by_hand(make):
    trainer = make(ema=0.9, lr=1e-2)
    average = trainer.generator.flat.double()
    assert torch.equal(trainer.sampling_weights, trainer.generator.flat)
    for _ in range(30):
        trainer.step()
        average = 0.9 * average + 0.1 * trainer.generator.flat.double()
    torch.testing.assert_close(trainer.sampling_weights.double(), average, atol=1e-6, rtol=1e-5)
    assert not torch.equal(trainer.sampling_weights, trainer.generator.flat)


def test_the_average_does_not_touch_the_training(make):
    with_average, without = walk(make(ema=0.9), 5), walk(make(), 5)
    assert torch.equal(with_average.generator.flat, without.generator.flat)
    assert without.sampling_weights is without.generator.flat


def test_a_run_stays_within_the_memory_it_was_granted(make):
    for loss in ("wgan", "coulomb"):
        trainer = walk(make(loss=loss, hidden=128, batch_size=512, samples_per_mode=1000), 1)
        passes = [
            trainer.engine.generator.through,
            trainer.engine.generator.through_discriminator,
            trainer.engine.discriminator.through,
        ]
        buffers = [each for one in passes for each in vars(one).values() if hasattr(each, "nbytes")]
        assert len(buffers) > 12
        content = [array.nbytes for array in trainer.state()[0].values()]
        held = sum(t.nbytes for t in buffers) + sum(content) + 2 * trainer.points.nbytes
        assert held < estimate_bytes(trainer.settings)


# --- seeds --------------------------------------------------------------------------------------


@pytest.mark.parametrize("loss", ["wgan", "wgan-gp", "coulomb"])
def test_same_seed_same_run_bit_for_bit(make, loss):
    assert_same_state(walk(make(loss=loss, seed=5), 45), walk(make(loss=loss, seed=5), 45))


def test_the_seed_decides_everything(make):
    first, second = make(seed=1), make(seed=2)
    assert not torch.equal(first.generator.flat, second.generator.flat)
    assert not torch.equal(first.discriminator.flat, second.discriminator.flat)
    assert not torch.equal(first.points, second.points)
    assert not torch.equal(first.draw_latents(), second.draw_latents())


def test_streams_do_not_shift_each_other(make):
    plain, other = make(), make(n_critic=4, hidden_d=9, loss="wgan-gp")
    assert torch.equal(plain.generator.flat, other.generator.flat)
    spies = Spy(plain), Spy(other)
    walk(plain, 2), walk(other, 2)
    assert torch.equal(spies[0].of("D")[1][2], spies[1].of("D")[4][2])


def test_nothing_of_the_global_random_state_is_used(make):
    torch.manual_seed(0)
    before = torch.get_rng_state()
    first = walk(make(), 3)
    assert torch.equal(torch.get_rng_state(), before)
    torch.manual_seed(99)
    assert_same_state(first, walk(make(), 3))


@pytest.mark.parametrize("changes", [{}, {"pack": 2}, {"ema": 0.9}, {"loss": "wgan-gp"}])
def test_looking_does_not_change_the_run(make, changes):
    quiet, watched = walk(make(**changes), 20), make(**changes)
    evaluator = ToyEvaluator(watched)
    for _ in range(20):
        evaluator.report(watched, seconds=0, steps_per_s=None)
        watched.step()
    evaluator.report(watched, seconds=0, steps_per_s=None, full=False)
    evaluator.report(watched, seconds=0, steps_per_s=None, full=False, live=True, size=0)
    assert_same_state(quiet, watched)


# --- breaking -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("loss", "network", "quantity"),
    [
        ("wgan", "discriminator", "D's loss"),
        ("wgan", "generator", "D's loss"),
        ("wgan-gp", "discriminator", "D's loss"),
        ("coulomb", "generator", "G's loss"),
        ("ns", "discriminator", "D's loss"),
    ],
)
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_divergence_names_quantity_and_step(make, loss, network, quantity, value):
    trainer = walk(make(loss=loss), 3)
    # The last bias: infinity on it is infinity on the output, or inf - inf.
    getattr(trainer, network).flat[-1] = value
    with pytest.raises(DivergenceError, match=f"{quantity} is no longer .* step 3") as caught:
        trainer.step()
    assert (caught.value.quantity, caught.value.step) == (quantity, 3)
