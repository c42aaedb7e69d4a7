"""The tour of What D learns: a density ratio, and what G gets from a D that is sure."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

RATIO = {"learns": "ratio", "seed": "0"}
GAME = {"learns": "game", "seed": "0"}

THEORY_TOUR = Tour(
    7,
    (
        Step(
            LOOK,
            N_(
                "Real samples come from p, a normal around 0, fake ones from q, a normal around 1. "
                "D sees samples only, and learns to tell which is which. The dotted curve is the "
                "best D that there is, computed from the densities, which D never sees."
            ),
            link=RATIO,
        ),
        Step(
            PREDICT,
            N_("Half-way between both, at 0.5, real and fake samples are equally dense."),
            Question(
                N_("What will D say there after 1,000 updates?"),
                (N_("0: fake"), N_("1/2"), N_("1: real")),
                1,
            ),
            RATIO,
        ),
        Step(
            RUN,
            N_(
                "Press *Start*. It takes a few seconds. Watch D's curve bend, and compare *JSD* "
                "with the exact one at the end."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "D lies on the best D, p / (p + q), wherever there are samples: 1/2 where both are "
                "equally dense. Its value gives the Jensen-Shannon divergence, 0.111, to a "
                "thousandth of it. In the tails it may be wrong: nobody has shown it any samples "
                "there."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "Now G moves as well, and starts ten standard deviations away from the real "
                "samples. Left and right differ in G's loss alone: saturating, G minimises log(1 - "
                "D); non-saturating, it minimises -log D."
            ),
            Question(
                N_("Which G arrives at the real samples?"),
                (
                    N_("The saturating one"),
                    N_("The non-saturating one"),
                    N_("Both"),
                    N_("None of them"),
                ),
                1,
            ),
            GAME,
        ),
        Step(
            RUN,
            N_("Press *Start* and watch *Gradient of G* on both sides; it takes some seconds."),
        ),
        Step(
            COMPARE,
            N_(
                "On each of five seeds the saturating G stood still, about 10 away, and the "
                "non-saturating one arrived."
            ),
        ),
        Step(
            WHY,
            N_(
                "D is sure of fakes that are so far away: D is nearly 0. By D's logit, the slope "
                "of log(1 - D) is -D, next to nothing; that of -log D is -(1 - D), nearly -1. Both "
                "ask for the same in the end. Start near instead (preset *Near*), and both arrive."
            ),
        ),
    ),
)
