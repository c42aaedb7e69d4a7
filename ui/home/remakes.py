"""The source documents' figures and tables: what each says, what comes out here, where to see it.

Numbers are those of the documents below ``docs``, which say how they were measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from ui.home.examples import (
    COMPARE,
    FACES,
    LAB,
    LABELS,
    LATENT,
    PROGRESSIVE,
    THEORY,
    Link,
    recorded,
)
from ui.shared.text import N_, Text


@dataclass(frozen=True)
class Remake:
    """One figure, table or claim; ``link`` opens ``page`` with everything set."""

    name: Text
    claim: Text
    here: Text
    page: str
    link: Link


FACE_MODEL = {"faces": "dcgan-celeba64"}
GROWN = {"growing": "pggan-celeba64"}
PARTS = {**GROWN, "tab": "parts"}

REMAKES: dict[str, tuple[Remake, ...]] = {
    "wgan-25-gaussians": (
        Remake(
            N_("Three losses"),
            N_("Standard GAN, WGAN and Coulomb GAN differ in what D is asked for, and so in D."),
            N_("Side by side on one seed, 5,000 steps: compare the three landscapes of D."),
            COMPARE,
            {"view": "side", "count": "3", "a": "minimax", "b": "wgan-best", "c": "coulomb",
             "steps": "5000"},
        ),
        Remake(
            N_("Failure 1: decay 0.0001, clip 0.1"),
            N_("G does not follow the distribution."),
            N_("Fails narrowly: near all 25 centres, with 35 % of the points; 38.5 are asked."),
            LAB, recorded("wgan-fail-1"),
        ),
        Remake(
            N_("Failure 2: clip 0.01"),
            N_("G does not follow the distribution."),
            N_("Fails: one cloud, 20 % of the points near centres; a uniform cloud has 19.6."),
            LAB, recorded("wgan-fail-2"),
        ),
        Remake(
            N_("Failure 3: learning rates 0.01, clip 0.01"),
            N_("G does not follow the distribution."),
            N_("Fails: points near 5.5 of the 25 centres; D stays a slope."),
            LAB, recorded("wgan-fail-3"),
        ),
        Remake(
            N_("Failure 4: learning rates 0.01, clip 0.1"),
            N_("G does not follow the distribution."),
            N_("Fails otherwise: G lies along the five columns, D's contours are parallel."),
            LAB, recorded("wgan-fail-4"),
        ),
        Remake(
            N_("Failure 5: learning rates 0.001, clip 0.1"),
            N_("G does not follow the distribution."),
            N_("Fails otherwise: G lies along the five rows, D's contours are parallel."),
            LAB, recorded("wgan-fail-5"),
        ),
        Remake(
            N_("Failure 6: five critic updates"),
            N_("G's distribution moves off the picture."),
            N_("The same: it ends 75 spacings of the grid away, near 0.8 of the 25 centres."),
            LAB, recorded("wgan-fail-6"),
        ),
        Remake(
            N_("The setting that succeeds"),
            N_("G passes near all 25 centres, in valleys of D that radiate from the middle."),
            N_("So on seed 0 (24.2 centres, 46 % of the points near them); not on seeds 1 and 2."),
            LAB, recorded("wgan-success"),
        ),
        Remake(
            N_("Without clipping: table of D's range"),
            N_("One try fails, one succeeds; D's range grows to -180,000 .. 120,000."),
            N_("Three tries fail, one narrowly; D's range grows to -320,000 .. 2,100,000."),
            LAB, recorded("wgan-noclip"),
        ),
    ),
    "gan-digits": (
        Remake(
            N_("D estimates a density ratio"),
            N_("Who can tell real from fake knows p / q = D / (1 - D)."),
            N_("D alone finds a JSD of 0.11137 between two normals; exact is 0.11142."),
            THEORY, {"learns": "ratio", "seed": "0"},
        ),
        Remake(
            N_("The vanishing gradient"),
            N_("When D is sure, the minimax G gets no gradient; maximise log D(G(z)) instead."),
            N_("Far apart the saturating G stood still on five of five seeds; the other arrived."),
            THEORY, {"learns": "game", "seed": "0"},
        ),
        Remake(
            N_("Generated digits and losses while it trains"),
            N_("Noise at first, then digits; training is not very stable."),
            N_("Digits within 8,000 recorded steps; after 150,000 the Fréchet distance is 34.46."),
            THEORY, {"learns": "rules", "rule": "chance", "step": "8000"},
        ),
        Remake(
            N_("Without batch norm"),
            N_("Every noise gives the same picture."),
            N_("The same: samples differ 0.00043 times as much as the data, with it 0.68 times."),
            THEORY, {"learns": "rules", "rule": "batch-norm", "step": "8000"},
        ),
    ),
    "dcgan-digits": (
        Remake(
            N_("Generated digits after 25 epochs"),
            N_("Some cannot be told from real digits any more, some can."),
            N_("Precision 0.566 where real digits have 0.904; Fréchet distance 16.43 (0.30)."),
            LATENT, {"tab": "sliders", "model": "dcgan-mnist", "seed": "1"},
        ),
        Remake(
            N_("Guideline: tanh at G's end"),
            N_("One of the guidelines for stable training."),
            N_("In gan-digits's GAN: Fréchet distance 50.1 with it, 91.0 without, 8,000 steps."),
            THEORY, {"learns": "rules", "rule": "output", "step": "8000"},
        ),
        Remake(
            N_("Guideline: LeakyReLU in D"),
            N_("One of the guidelines for stable training."),
            N_("No clear answer here: Fréchet distance 91.0 with it, 103.6 with ReLU."),
            THEORY, {"learns": "rules", "rule": "rectifier", "step": "8000"},
        ),
    ),
    "latent-thesis": (
        Remake(
            N_("Figure 3.2: latents of an autoencoder"),
            N_("Their range has no bound, areas differ from digit to digit, and there are holes."),
            N_("The same: they reach out to 20. Classifier uncertainty shows the holes."),
            LATENT, {"tab": "map", "model": "vae-mnist-2d", "scale": "same", "uncertainty": "on"},
        ),
        Remake(
            N_("Figure 4.2: latents of a VAE"),
            N_("Latents are pressed into a standard normal."),
            N_("The same: they stay within 3, where the autoencoder's reach out to 20."),
            LATENT, {"tab": "map", "model": "vae-mnist-2d", "scale": "own"},
        ),
        Remake(
            N_("Figure 4.3: digits from noise"),
            N_("Every picture has the features of a handwritten digit."),
            N_("Most can be read; all are soft, since each pixel is a mean."),
            LATENT, {"tab": "sliders", "model": "vae-mnist-10d", "seed": "1"},
        ),
        Remake(
            N_("Figure 4.4: from a 7 to a 2"),
            N_("Reconstructions are blurred; between 7 and 2 there are features of 9, 4 and 6."),
            N_("Blurred as well; the classifier under the strip says what lies between."),
            LATENT, {"tab": "walk", "model": "vae-mnist-10d"},
        ),
        Remake(
            N_("Section 4.2: the ELBO"),
            N_("log p(x) is at least the ELBO, reconstruction less KL."),
            N_("On 1,000 test digits the ELBO is -140.6 nats, log p(x) -133.0."),
            THEORY, {"learns": "vae", "experiment": "bound"},
        ),
        Remake(
            N_("Appendix A: KL between normals"),
            N_("The KL term has a closed form."),
            N_("Samples of q come to it: raise their number and see."),
            THEORY, {"learns": "vae", "experiment": "kl", "seed": "0"},
        ),
        Remake(
            N_("Theorem 5.3.1: the best D"),
            N_("D*(x) = p(x) / (p(x) + q(x)); where both are equal D is 1/2."),
            N_("Measured as proved: D comes to 1/2 and its value to -1.386."),
            THEORY, {"learns": "ratio", "q": "normal:0,1", "seed": "0"},
        ),
        Remake(
            N_("Theorem 5.3.2: the end of the game"),
            N_("The game's value is least, -log 4, when G makes the data's distribution."),
            N_("Begun near the data, both losses end at -1.386, on the median of five seeds."),
            THEORY,
            {"learns": "game", "n_critic": "1", "lr": "0.002", "lr_g": "0.02", "steps": "3000",
             "start": "-4.0", "seed": "0"},
        ),
        Remake(
            N_("Figure 6.1: digits of a DCGAN"),
            N_("As sharp as real digits."),
            N_("Sharp; our best form has a Fréchet distance of 1.00, real digits have 0.30."),
            LATENT, {"tab": "sliders", "model": "dcgan-mnist-best", "seed": "1"},
        ),
        Remake(
            N_("Figure 7.2: ten labels, five pictures each"),
            N_("Every picture is the digit of its label."),
            N_("98.6 % are, by a classifier that reads 99.71 % of real digits right."),
            LABELS, {"cgan": "cgan-mnist", "tab": "grid"},
        ),
        Remake(
            N_("Figure 8.1: generated faces"),
            N_("Some are broken, most are as sharp as real ones."),
            N_("Fréchet distance 1.18, others 0.777; a quarter of the paper's channels."),
            FACES, {**FACE_MODEL, "pictures": "on", "reals": "off"},
        ),
        Remake(
            N_("Figure 8.2: 64 of them among 1,000 real faces"),
            N_("About a third lies at the border of the real ones."),
            N_("Its way 23.3 % do, and 19.4 % of real faces that the map has not seen."),
            FACES, {**FACE_MODEL, "thesis": "on"},
        ),
        Remake(
            N_("Figures 8.3, 8.4: at the border and inside"),
            N_("At the border more of them are broken."),
            N_("By wavelets 4.3 % at the border and 0.4 % inside; by LOF 2.1 % and 2.5 %."),
            FACES, {**FACE_MODEL, "thesis": "on", "space": "wavelets"},
        ),
        Remake(
            N_("Figure 8.5: a part of the map"),
            N_("A generated face has features of the real ones around it."),
            N_("Zoom in on the pictures; where CelebA is, real faces show beside them."),
            FACES, {**FACE_MODEL, "pictures": "on"},
        ),
        Remake(
            N_("The last question: is it the background?"),
            N_("Distances between pixels are probably ruled by the background."),
            N_("With a new one 11.8 % of neighbours stay in pixels, 37.5 % in a VAE's latents."),
            FACES, {**FACE_MODEL, "space": "pixels", "colour": "background"},
        ),
    ),
    "pggan-review": (
        Remake(
            N_("Growing from 4 x 4"),
            N_("Coarse features come first, finer ones with each resolution."),
            N_("The same latents at every resolution up to 64 x 64: light and dark come first."),
            PROGRESSIVE, {**GROWN, "resolution": "4"},
        ),
        Remake(
            N_("Figure: toRGB, fromRGB and the fade-in"),
            N_("New layers are blended in with a weight alpha from 0 to 1."),
            N_("Move alpha: of the blend's colours 0.1 % fall out of range."),
            PROGRESSIVE, {**GROWN, "resolution": "64", "alpha": "0.5"},
        ),
        Remake(
            N_("Minibatch standard deviation"),
            N_("One number tells D how varied a batch is, without a parameter to learn."),
            N_("0.0797 for four different pictures, 0.0001 for one four times."),
            PROGRESSIVE, {**PARTS, "part": "deviation"},
        ),
        Remake(
            N_("Equalized learning rate"),
            N_("All weights learn at the same speed."),
            N_("First updates are 0.0994 to 0.103 % of the weights; without it 0.584 to 3.2 %."),
            PROGRESSIVE, {**PARTS, "part": "equalized"},
        ),
        Remake(
            N_("Pixel norm"),
            N_("It keeps the magnitudes in G from getting out of hand."),
            N_("Feature vectors of length 1 in every layer; without it 0.304 to 3.93."),
            PROGRESSIVE, {**PARTS, "part": "pixel-norm"},
        ),
        Remake(
            N_("Nearest neighbour and average pooling"),
            N_("Twice and half the resolution are made by these two."),
            N_("Down after up gives the picture back exactly."),
            PROGRESSIVE, {**PARTS, "part": "resizing"},
        ),
        Remake(
            N_("Less time to train"),
            N_("Growing takes less time than the full resolution from the start."),
            N_("Digits at 32 x 32: 464 s for 769, but the distance is no better, 25.6 and 22.1."),
            PROGRESSIVE, {**GROWN, "tab": "live", "seed": "0"},
        ),
    ),
}  # fmt: skip
"""By the key of the document in docs/references.md."""
