"""The tour of Choose a label: what the label decides, and what the latent."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

MODEL = {"cgan": "cgan-mnist-best"}
NUMBER = MODEL | {"tab": "sentence", "seed": "0", "text": "2026"}

LABELS_TOUR = Tour(
    5,
    (
        Step(
            LOOK,
            N_(
                "G gets two things: a latent, and the label of the digit that it is to make. Here "
                "a row has one latent and a column one label. Read along a row, then down a "
                "column: what stays, what changes? Below each picture is the prediction of a "
                "classifier that had no part in the training."
            ),
            link=MODEL | {"tab": "grid", "seed": "0"},
        ),
        Step(
            PREDICT,
            N_(
                "Now 1,000 pictures are asked for, a hundred of each label, and the classifier "
                "predicts what they show. On real test digits it is right for 99.7 %."
            ),
            Question(
                N_("For how many of the 1,000 is its prediction the label asked for?"),
                (N_("About 100, as by chance"), N_("About 900"), N_("About 990")),
                2,
            ),
        ),
        Step(
            RUN,
            N_(
                "Choose *Conditional accuracy* above the picture and wait a few seconds. A row is "
                "the label asked for, a column the prediction."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "Over 10,000 pictures its conditional accuracy is 98.8 %. The classifier errs as "
                "well, so that the rest is not G's fault alone. Look off the diagonal: which pairs "
                "are confused? People confuse 4 and 9, too."
            ),
            link=MODEL | {"tab": "confusion", "seed": "0"},
        ),
        Step(
            PREDICT,
            N_("A number is written: one latent for a whole row, and a label for each place."),
            Question(
                N_("2026 has two 2s. How do they differ within one row?"),
                (
                    N_("As much as two 2s of one person's handwriting"),
                    N_("Not at all: they are equal to the pixel"),
                    N_("One is thicker"),
                ),
                1,
            ),
            NUMBER,
        ),
        Step(
            COMPARE,
            N_(
                "Compare first and third digit of each row. G is a function: same latent, same "
                "label, same picture. All variety comes from the latent, so rows differ."
            ),
            link=NUMBER,
        ),
        Step(
            WHY,
            N_(
                "Why does G obey at all? D sees the label, too, and gets real digits with their "
                "true labels. A perfect 3 with the label 5 gives the fake away, so G has to make "
                "what was asked for. Style was in no label: G had to keep it in the latent."
            ),
        ),
    ),
)
