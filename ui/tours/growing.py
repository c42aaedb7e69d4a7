"""The tour of the progressive GAN: what comes first, and what one of its parts does."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

MODEL = {"growing": "pggan-celeba64"}
PIXEL_NORM = MODEL | {"tab": "parts", "part": "pixel-norm"}

GROWING_TOUR = Tour(
    6,
    (
        Step(
            LOOK,
            N_(
                "A progressive GAN learnt faces at 4 x 4 pixels first, and got new layers for each "
                "doubling up to 64 x 64. Shown are eight latents by the network as it was at 4 x "
                "4."
            ),
            link=MODEL | {"resolution": "4"},
        ),
        Step(
            PREDICT,
            N_("The same eight latents go through the network of each later resolution."),
            Question(
                N_("What of the final faces has been decided at 4 x 4?"),
                (
                    N_("Nothing: each resolution begins anew"),
                    N_("Where it is light and where it is dark"),
                    N_("Whether the eyes are open"),
                ),
                1,
            ),
            MODEL | {"resolution": "4"},
        ),
        Step(
            RUN,
            N_("Press *Grow*, or move the resolution up by hand, and follow one of the faces."),
        ),
        Step(
            COMPARE,
            N_(
                "Light and dark are there at 4 x 4, and later resolutions mostly keep them: look "
                "at the rows below the picture. New layers are faded in, blended by alpha from 0 "
                "to 1, so that their noise does not ruin what is there."
            ),
            link=MODEL,
        ),
        Step(
            PREDICT,
            N_(
                "One of its parts, pixel norm, divides each pixel's feature vector by its root "
                "mean square, after every layer of G. Here it is on; the length is 1 everywhere."
            ),
            Question(
                N_("The same weights without pixel norm: how long are the vectors?"),
                (
                    N_("Still 1: training has got used to it"),
                    N_("Different from layer to layer"),
                    N_("They grow without end"),
                ),
                1,
            ),
            PIXEL_NORM,
        ),
        Step(RUN, N_("Switch *Pixel norm* off and look at the lengths and the pictures.")),
        Step(
            COMPARE,
            N_(
                "Each layer has a length of its own now. Nothing bounds them: if the weights of G "
                "and D escalate in training, so do they. Move *Scale of the weights*: lengths "
                "follow it, and with pixel norm they stay at 1."
            ),
            link=PIXEL_NORM | {"norm": "off"},
        ),
        Step(
            WHY,
            N_(
                "Is growing worth it? It was measured here with digits of 32 x 32: with as many "
                "pictures shown, growing takes 0.6 of the time and ends no better. The paper's "
                "case is faces of 1024 x 1024, where the last resolutions cost nearly everything. "
                "A result holds where it was measured."
            ),
        ),
    ),
)
