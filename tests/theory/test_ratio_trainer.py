"""D between two densities as a run: resuming bit for bit, changes on the way."""

import pytest
import torch

from gan_core.settings.base import SettingsError
from gan_core.theory.distributions import normal
from gan_core.theory.ratio_trainer import RatioTrainer
from gan_core.theory.settings import RatioSettings

CPU = torch.device("cpu")
SMALL = RatioSettings(batch_size=16, width=8, steps=20, held_out=100, fourier=4)
CROWD = "+".join(f"0.0625*normal:{2 * i},{2 * i},0.1" for i in range(16))


def new(settings=SMALL):
    return RatioTrainer(normal(0, 1), normal(1, 1), settings, device=CPU)


def moved(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


@pytest.mark.parametrize("data", [0, 40])
def test_a_run_goes_on_bit_for_bit(data):
    settings = SMALL.replace(data=data)
    whole, half = moved(new(settings), 9), moved(new(settings), 4)
    other = new(settings)
    other.load_state(*half.state())
    moved(other, 5)
    assert other.steps_done == 9
    assert torch.equal(whole.network.flat, other.network.flat)


def test_another_runs_checkpoint_is_refused():
    with pytest.raises(ValueError, match=r"p=normal:0,1, this one p=normal:3,1"):
        new(SMALL.replace(p="normal:3,1")).load_state(*new().state())


def test_live_settings_may_change_and_others_not():
    trainer = moved(new(), 2)
    trainer.change(steps=30)
    assert trainer.total_steps == 30
    assert trainer.changes == [{"step": 2, "steps": 30}]
    with pytest.raises(SettingsError, match="q cannot change"):
        trainer.change(q="normal:0,1")


@pytest.mark.parametrize("spec", ["normal:0,1+", "point", "0.5*normal:0,1", "x" * 2000])
def test_a_wrong_density_is_refused(spec):
    with pytest.raises(SettingsError):
        RatioSettings(p=spec)


def test_the_plane_is_as_good_as_the_line():
    settings = RatioSettings(p="normal:0,0,1", q="0.5*normal:1,0,1+0.5*normal:1,0,1")
    p, q = settings.known
    assert (p.dimensions, q.means) == (2, ((1, 0), (1, 0)))
    trainer = moved(RatioTrainer(p, q, SMALL, device=CPU), 2)
    assert trainer.held_out[0].shape == (100, 2)


@pytest.mark.parametrize(
    ("p", "q", "words"),
    [
        ("normal:0,0,1", "normal:0,1", "p has 2 and q 1 dimensions"),
        ("normal:0,0,1", "normal:0,0,0.0000001", "out of range"),
        ("normal:0,0,1", CROWD, "2,944,656 nodes; accepted: 200,000"),
        ("normal:0,0,1+point:1", "normal:0,1", "numbers"),
    ],
)
def test_a_plane_that_is_refused(p, q, words):
    with pytest.raises(SettingsError, match=words):
        RatioSettings(p=p, q=q)
