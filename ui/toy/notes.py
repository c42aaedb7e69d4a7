"""What the laboratory says of each loss, and of the penalties and norms that may be added to it."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.toy import ToySettings
from ui.shared.text import N_, Text


@dataclass(frozen=True)
class LossNote:
    """Formulas in LaTeX, s being D's logit, and two or three sentences."""

    discriminator: str
    generator: str
    text: Text


CROSS_ENTROPY = (
    r"\min_D\; \mathbb{E}_{x}\,\mathrm{softplus}(-s(x)) "
    r"+ \mathbb{E}_{z}\,\mathrm{softplus}(s(G(z)))"
)
CRITIC = r"\min_D\; \mathbb{E}_{z}\,s(G(z)) - \mathbb{E}_{x}\,s(x)"
CLIMB = r"\min_G\; -\mathbb{E}_{z}\,s(G(z))"

NOTES: dict[str, LossNote] = {
    "minimax": LossNote(
        CROSS_ENTROPY,
        r"\min_G\; -\mathbb{E}_{z}\,\mathrm{softplus}(s(G(z)))",
        N_(
            "D is a classifier, and its optimum is D* = p / (p + q). Where D is sure of a fake, "
            "the slope that G gets is -sigmoid(s), almost nothing: watch G stand still when D's "
            "loss falls towards zero."
        ),
    ),
    "ns": LossNote(
        CROSS_ENTROPY,
        r"\min_G\; \mathbb{E}_{z}\,\mathrm{softplus}(-s(G(z)))",
        N_(
            "The same D, but G maximises log D of its fakes. Its slope, -(1 - sigmoid(s)), is "
            "largest where D is sure of a fake. Watch points jump from centre to centre, and "
            "count the modes that stay empty."
        ),
    ),
    "lsgan": LossNote(
        r"\min_D\; \tfrac12\mathbb{E}_{x}(s(x)-1)^2 + \tfrac12\mathbb{E}_{z}\,s(G(z))^2",
        r"\min_G\; \tfrac12\mathbb{E}_{z}(s(G(z))-1)^2",
        N_(
            "D learns 1 at real points and 0 at fakes with squared errors, so it keeps pulling "
            "on fakes that it already calls real but that lie far from the border. At p = q D's "
            "loss is 0.25."
        ),
    ),
    "hinge": LossNote(
        r"\min_D\; \mathbb{E}_{x}\max(0, 1-s(x)) + \mathbb{E}_{z}\max(0, 1+s(G(z)))",
        CLIMB,
        N_(
            "D only cares about points inside its margin, -1 to 1. Its best loss is "
            "2 (1 - total variation): 2 when real and fake cannot be told apart."
        ),
    ),
    "rpgan": LossNote(
        r"\min_D\; \mathbb{E}_{x, z}\,\mathrm{softplus}(-(s(x) - s(G(z))))",
        r"\min_G\; \mathbb{E}_{x, z}\,\mathrm{softplus}(-(s(G(z)) - s(x)))",
        N_(
            "Each fake is compared with a real point of its own: D wants the real one lower, "
            "G the fake. No single border parts all real points from all fakes, so G cannot "
            "gather its points behind one: each mode has to be as deep as its fakes. Only "
            "differences count, so the level of D's field says nothing, and both losses are "
            "log 2 = 0.693 when real and fake cannot be told apart. Without R1 and R2 it need not "
            "come to rest; R3GAN is this loss with both."
        ),
    ),
    "wgan": LossNote(
        CRITIC,
        CLIMB,
        N_(
            "D is a critic: the difference of its means estimates the Wasserstein distance, as "
            "long as its slope is bounded. Here every weight is clipped to [-c, c] after each "
            "update. Watch how many weights sit at the bound, and how coarse the valleys are."
        ),
    ),
    "wgan-noclip": LossNote(
        CRITIC,
        CLIMB,
        N_(
            "The same critic with nothing that holds its slope. Watch D's range: it grows "
            "without end, and whether G follows the valleys or is thrown out is a matter of luck."
        ),
    ),
    "wgan-gp": LossNote(
        CRITIC
        + r" + \lambda\,\mathbb{E}_{\hat x}\,(\lVert\nabla s(\hat x)\rVert - 1)^2,"
        + r"\quad \hat x = u\,x + (1-u)\,G(z)",
        CLIMB,
        N_(
            "The slope is pulled towards 1 between real and fake points instead of clipping "
            "weights. Watch the contours: evenly spaced where points travel. With points a "
            "distance d apart the slope settles at 1 + d / (2 lambda), not at 1."
        ),
    ),
    "coulomb": LossNote(
        r"\min_D\; \mathbb{E}_{z}(-s(G(z))-\Phi)^2 + \mathbb{E}_{x}(-s(x)-\Phi)^2,\quad "
        r"\Phi(a)=\mathbb{E}_{z}\,k(G(z),a)-\mathbb{E}_{x}\,k(x,a),\quad "
        r"k(a,b)=(\lVert a-b\rVert^2+\varepsilon^2)^{-(d-2)/2}",
        CLIMB,
        N_(
            "Real points are charges of one sign, fakes of the other: fakes attract to reals and "
            "repel each other. D learns the potential by regression. Epsilon is the width of a "
            "charge: a large one gives long slopes but cannot shape narrow modes."
        ),
    ),
}


@dataclass(frozen=True)
class PartNote:
    """A formula in LaTeX and two or three sentences."""

    formula: str
    text: Text


PARTS: dict[str, PartNote] = {
    "r1": PartNote(
        r"R_1 = \tfrac{\gamma_1}{2}\,\mathbb{E}_{x}\,\lVert\nabla s(x)\rVert^2",
        N_(
            "**R1** is added to D's loss: its squared slope at real points. A flat D costs "
            "nothing, so at p = q nothing is left that pushes G. Too large a gamma, and D is too "
            "flat to draw narrow modes; watch D's gradient norm."
        ),
    ),
    "r2": PartNote(
        r"R_2 = \tfrac{\gamma_2}{2}\,\mathbb{E}_{z}\,\lVert\nabla s(G(z))\rVert^2",
        N_(
            "**R2** is added to D's loss: its squared slope at fakes. While fakes lie apart from "
            "the data, R1 alone leaves D as steep there as it likes. Compare the arrows of the "
            "gradient on samples with and without it."
        ),
    ),
    "spectral_norm": PartNote(
        r"\bar W = W / \sigma(W),\quad \sigma(W) \approx u^\top W v",
        N_(
            "**Spectral normalisation** divides each weight matrix of D by its largest singular "
            "value, which one step of power iteration an update follows. D's slope is then at most "
            "1, without a penalty; Fourier features multiply it by theirs. Watch D's range: "
            "without them it cannot exceed the width of the picture, however long the run, where "
            "a free D grows steeper and steeper."
        ),
    ),
}
"""By the name of the setting that adds the part."""


DRAWN_NOTE = N_(
    "The data are drawn: each point is the mean of a Gaussian of width *sigma*, and all weigh the "
    "same, so a place drawn twice counts twice. Modes are clusters of points (DBSCAN: four or more "
    "within a twentieth of the pad from each other); rings and crosses stand on a point of each. "
    "A cluster is covered with a fifth of the samples that its share of the drawing would get, and "
    "the reverse KL is from these shares. Where there are not two clusters, nothing could be "
    "missed, and only quality and distances are told."
)
"""Beside the loss, where somebody has drawn the data."""


def part_notes(settings: ToySettings) -> list[PartNote]:
    """Return the notes on what these settings add to the loss."""
    added = {
        "r1": settings.r1 > 0,
        "r2": settings.r2 > 0,
        "spectral_norm": settings.spectral_norm == "on",
    }
    return [PARTS[name] for name, there in added.items() if there]
