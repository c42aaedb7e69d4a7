"""Recorded ablations: a pair of runs each, names, the claim that the numbers allow, what to see."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gan_core.ablations.effect import Effect
from gan_core.ablations.record import FOLDER, AblationRecord, load_record
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, CHANCE_RECIPES
from ui.shared.drawing import three
from ui.shared.text import N_, Text, Texts, _

ABLATION_NAMES = Texts(
    {
        "batch-norm": N_("Batch norm"),
        "output": N_("Output"),
        "rectifier": N_("LeakyReLU"),
        "chance": N_("Seed alone"),
    }
)
SHORT_FORMULAS = {
    "batch-norm": r"\hat x = (x - \mu) / \sqrt{\sigma^2 + \epsilon}",
    "output": r"(1 + \tanh x)/2 = \mathrm{sigmoid}(2x)",
    "rectifier": r"\max(\alpha x, x),\ \alpha = 0.2",
    "chance": r"\max_s F_s - \min_s F_s",
}
PAIR_NAMES = {
    "batch-norm": (N_("with batch norm in G"), N_("without")),
    "output": (N_("tanh, [-1, 1]"), N_("sigmoid, [0, 1]")),
    "rectifier": (N_("LeakyReLU in D"), N_("ReLU in D")),
    "chance": (N_("seed 0"), N_("seed 1")),
}
"""The two runs of each ablation: as DCGAN has it, and without."""


@dataclass(frozen=True)
class ShownAblation:
    """An ablation's two runs, and the runs that differ by their seed alone."""

    name: str
    on: AblationRecord
    off: AblationRecord
    seeds: tuple[AblationRecord, ...]

    def effect(self, score: str) -> Effect:
        """Return what the ablation did to a score, beside what seeds do."""
        return Effect(
            self.on.scores[score],
            self.off.scores[score],
            [record.scores[score] for record in self.seeds],
        )


@lru_cache
def _record(name: str) -> AblationRecord:
    return load_record(FOLDER / f"{name}.safetensors")


def shown_ablation(name: str) -> ShownAblation:
    """Return an ablation's runs; raises ``RecordError`` where one is not there."""
    pair = ABLATION_PAIRS[name]
    seeds = tuple(_record(name) for name in CHANCE_RECIPES)
    return ShownAblation(name, _record(pair.on), _record(pair.off), seeds)


CLAIMS = {
    "batch-norm": {
        "helps": N_("Without batch norm this G is {ratio} times as far from the digits."),
        "harms": N_("Batch norm did not help here: without it G came closer to the digits."),
        "chance": N_("Batch norm did no more here than another seed does."),
    },
    "output": {
        "helps": N_(
            "With a sigmoid instead of tanh this G is {ratio} times as far from the digits."
        ),
        "harms": N_("tanh did not help here: G with a sigmoid came closer to the digits."),
        "chance": N_("tanh instead of a sigmoid did no more here than another seed does."),
    },
    "rectifier": {
        "helps": N_("With ReLU in D this G is {ratio} times as far from the digits."),
        "harms": N_("LeakyReLU did not help here: with ReLU in D, G came closer to the digits."),
        "chance": N_("LeakyReLU in D did no more here than another seed does."),
    },
    "chance": {
        "chance": N_("The same settings with another seed: so much is chance alone."),
    },
}
"""What may be claimed of each ablation, by what was measured."""


def claim_of(name: str, effect: Effect) -> str:
    """Return the claim that both runs' Fréchet distances allow."""
    sentences = CLAIMS[name]
    sentence = sentences.get(effect.verdict, sentences["chance"])
    return _(sentence).format(ratio=three(effect.off / effect.on) if effect.on else "∞")


@dataclass(frozen=True)
class Note:
    """What to look for, and the formula in LaTeX."""

    text: Text
    formula: str


NOTES = {
    "batch-norm": Note(
        N_(
            "Batch norm subtracts a unit's mean over the batch and divides by its standard "
            "deviation, so that a unit must answer differently to different latents: its variance "
            "over latents is 1. This G has it before its sigmoid too, which so stays where it is "
            "steep. Without it D soon wins, G's sigmoid saturates, and hardly any gradient reaches "
            "the latents. Move the step and see mode collapse."
        ),
        r"\hat x_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}, \qquad y_i = \gamma\,\hat x_i + "
        r"\beta, \qquad \mathrm{Var}(\hat x) = \frac{\sigma^2}{\sigma^2 + \epsilon} \approx 1",
    ),
    "output": Note(
        N_(
            "tanh is a sigmoid of twice the input, stretched to [-1, 1]: the same curve. What "
            "differs is how steep it is where G stands, four times at 0, and that D sees "
            "digits in [-1, 1], where black is -1 and not 0, so that black pixels count as much as "
            "white ones. In a new G batch norm makes the last layer's inputs N(0, 1); the mean "
            "slope then is an integral, and stands above beside the measured one."
        ),
        r"\tanh x = 2\,\mathrm{sigmoid}(2x) - 1, \qquad \mathrm{sigmoid}'(0) = \tfrac14, \quad "
        r"\tanh'(0) = 1, \qquad \mathbb{E}_{x \sim \mathcal N(0,1)}\big[f'(x)\big]",
    ),
    "rectifier": Note(
        N_(
            "ReLU passes no gradient back where its input is below 0, LeakyReLU a fifth. A unit of "
            "D that is below 0 at every picture is dead and would learn no more with ReLU. In a "
            "new D half of the inputs are negative, which gives the mean slope above. How many "
            "units are dead at the end stands there too: where there are few, LeakyReLU has little "
            "to repair. Look at all scores: distance and precision need not agree."
        ),
        r"f(x) = \max(\alpha x, x), \qquad f'(x) = \begin{cases} 1 & x > 0 \\ \alpha & x < 0 "
        r"\end{cases}, \qquad \mathbb{E}\,f' = \tfrac{1 + \alpha}{2}\ \text{at the start}",
    ),
    "chance": Note(
        N_(
            "Nothing but the seed differs: other initial weights, batches and latents, so the "
            "pictures in the same places are not of the same latents. Three such runs are "
            "recorded. Where an ablation's two runs differ by less than twice what these three do, "
            "the line above says that it did no more than chance. Chance alone would go beyond "
            "that in about 9 of 100 comparisons, and each ablation was run once, for the first "
            "steps of one small GAN."
        ),
        r"\text{effect} = |F_{\text{without}} - F_{\text{with}}| \;>\; 2\,\big(\max_s F_s - \min_s "
        r"F_s\big)",
    ),
}
EQUILIBRIUM_NOTE = N_(
    "Dotted in the curves: ln 2 = 0.693 nats, what D's and G's loss would be if D could tell "
    "nothing (D's is the mean of its real and its fake part). No run gets there."
)
