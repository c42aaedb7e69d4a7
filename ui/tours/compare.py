"""The tour of the comparison: one change at a time, and how many seeds a claim needs."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

CLIPS = {
    "view": "side", "count": "3", "a": "wgan-success", "b": "wgan-success", "b_set": "clip=0.01",
    "c": "wgan-noclip", "seed": "0", "steps": "2000", "batch": "256",
}  # fmt: skip
SWEEP = {
    "view": "sweep", "presets": "quick,wgan-gp", "first": "0", "last": "9", "each_steps": "8000",
}  # fmt: skip

COMPARE_TOUR = Tour(
    7,
    (
        Step(
            LOOK,
            N_(
                "Three WGANs on the same data with the same seed: same samples, same initial "
                "weights. They differ in one thing, how D's weights are clipped: A to [-0.1, 0.1], "
                "B to [-0.01, 0.01], C not at all."
            ),
            link=CLIPS,
        ),
        Step(
            PREDICT,
            N_(
                "All three go step by step together, so that pictures side by side are always of "
                "the same step."
            ),
            Question(
                N_("Whose potential will span least after 2,000 steps?"),
                (
                    N_("A's, clipped to 0.1"),
                    N_("B's, clipped to 0.01"),
                    N_("C's, not clipped"),
                ),
                1,
            ),
            CLIPS,
        ),
        Step(
            RUN,
            N_(
                "Press *Start* and wait for 2,000 steps: some ten seconds on a free machine. Read "
                "the potential of each."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "B's: its D is nearly flat. In recorded runs of 195,000 steps the potential ends "
                "spanning 0.17 with a bound of 0.01, 34 with 0.1, and 2.4 million without. A flat "
                "D tells G next to nothing, a steep one throws it about."
            ),
        ),
        Step(
            WHY,
            N_(
                "This D has four weight matrices, one after the other, so the steepest slope that "
                "it can have goes with the fourth power of the bound: a tenth of the bound allows "
                "a ten-thousandth of the slope."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "One seed shows what can happen, not how often. A sweep trains many seeds of each "
                "preset. Say all ten of ten runs succeed."
            ),
            Question(
                N_("From where on is the 95 % interval of the success rate?"),
                (N_("99 %"), N_("About 90 %"), N_("About 70 %")),
                2,
            ),
            SWEEP,
        ),
        Step(
            RUN,
            N_(
                "Do not train: open *Ten seeds of every loss* further down, which was recorded, "
                "and find a preset with 10 of 10."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "72 to 100 %. Of a preset that fails one time in four, ten runs in a row succeed "
                "in 6 % of all cases. Where the intervals of two presets overlap widely, these "
                "runs do not tell which is better. How many seeds are behind the claims of a paper "
                "that you know?"
            ),
        ),
    ),
)
