"""Words of what is measured."""

from ui.shared.text import N_
from ui.words.word import Word

MEASURE_WORDS = (
    Word(
        N_("density ratio"),
        N_("p / q, which the best D knows: D / (1 - D) = p / q."),
        ("ratio",),
    ),
    Word(
        N_("divergence"),
        N_("A number for how far two distributions are apart; 0 only if they are equal."),
        ("divergences",),
    ),
    Word(
        N_("reverse KL"),
        N_("How unevenly the modes are covered: 0 if as evenly as in the data."),
        ("side",),
    ),
    Word(
        N_("overfit"),
        N_("A network that has learnt its training samples by heart is worse on others."),
        ("ratio",),
    ),
    Word(
        N_("held-out"),
        N_("Kept away from training, to see what was learnt and not memorised."),
        ("ratio", "faces"),
    ),
    Word(
        N_("classifier"),
        N_("A network trained to name the digit; here it judges what generators make."),
        ("labels", "map"),
    ),
    Word(
        N_("conditional accuracy"),
        N_("The share of samples in which the classifier sees the label that was asked for."),
        ("confusion",),
    ),
    Word(
        N_("confusion matrix"),
        N_("A table of the labels asked for against those predicted."),
        ("confusion",),
    ),
    Word(
        N_("diversity"),
        N_("How much samples differ from each other, as a share of how much the data do."),
        ("studio-gan",),
    ),
    Word(
        N_("feature space"),
        N_("What faces are compared in: pixels, or what a network makes of them."),
        ("faces",),
    ),
    Word(
        N_("outlier"),
        N_("A sample that lies where real ones hardly ever do."),
        ("faces",),
    ),
    Word(
        N_("mode-like"),
        N_("Nearer to real samples than those are to each other, as averages are."),
        ("faces",),
    ),
)
