"""The tour of the 25 Gaussians: modes covered, and what holds D's slope."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

QUICK = {"preset": "quick", "seed": "0"}
CLIPPED = {"preset": "wgan-success", "seed": "0", "run": "recorded-wgan-success"}
FREE = {"preset": "wgan-noclip", "seed": "0", "run": "recorded-wgan-noclip"}

GAUSSIANS_TOUR = Tour(
    8,
    (
        Step(
            LOOK,
            N_(
                "Circles are real samples: 25 Gaussians, each a mode. Diamonds are what an "
                "untrained G makes of noise, close together in the middle. The field behind them "
                "is D's potential, and G's samples run down into its valleys."
            ),
            link=QUICK,
        ),
        Step(
            PREDICT,
            N_(
                "In each step D learns to tell real from fake, and G moves its samples to where D "
                "takes them for real. There are 7,800 steps."
            ),
            Question(
                N_("How many of the 25 modes will G have covered at the end?"),
                (
                    N_("1: all samples go to the same mode"),
                    N_("About half of them"),
                    N_("All 25"),
                ),
                2,
            ),
            QUICK,
        ),
        Step(
            RUN,
            N_(
                "Press *Start* and watch *Modes covered* and *High-quality*. It takes from 15 "
                "seconds to a minute. Drag the timeline back to see how it began."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "All 25 on each of ten seeds, with 93 to 96 % high-quality samples: those within "
                "three standard deviations of a centre. Look at the widths as well: G's modes are "
                "less than half as wide as real ones."
            ),
        ),
        Step(
            WHY,
            N_(
                "At first noise is added to all that D sees (*Instance noise*), and hides the "
                "modes from it. So G spreads over all of them before it draws any. As the noise "
                "falls, modes part from each other. A gradient penalty keeps D's slope bounded on "
                "the way."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "A recorded run of 195,000 steps: a WGAN, whose critic D has every weight clipped "
                "to [-0.1, 0.1]. At the end D's potential spans 34, from -24 to 10. Next is the "
                "same without clipping."
            ),
            Question(
                N_("How much will D's potential span without clipping?"),
                (
                    N_("About as much"),
                    N_("A hundred times as much"),
                    N_("More than ten thousand times as much"),
                ),
                2,
            ),
            CLIPPED,
        ),
        Step(
            RUN,
            N_(
                "Press *Set this up* for the recorded run without clipping. Replay its snapshots "
                "by the timeline and read *Potential (-s)*."
            ),
            link=FREE,
        ),
        Step(
            COMPARE,
            N_(
                "It spans 2.4 million, 70,000 times as much: the critic's loss gets better with "
                "every stretch of D, and nothing holds it. G gets ever steeper slopes, and ends "
                "with 17 of 25 modes, after 20 half-way; with clipping 24. Later remedies hold the "
                "slope itself: the gradient penalty, R1, spectral normalisation."
            ),
            link=FREE,
        ),
    ),
)
