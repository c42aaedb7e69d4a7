"""The tour of the studio: what a VAE pays, and a GAN whose samples become alike."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

CODER = {"recipe": "vae-mnist-2d", "seed": "0"}
COLLAPSE = {"recipe": "gan-mnist-nobn", "seed": "0"}

STUDIO_TOUR = Tour(
    7,
    (
        Step(
            LOOK,
            N_(
                "A VAE before its first step: the encoder turns a picture into two numbers, the "
                "decoder turns two numbers into a picture. Nothing is trained yet, so it makes "
                "nearly the same grey of everything."
            ),
            link=CODER,
        ),
        Step(
            PREDICT,
            N_(
                "Its loss is a sum. The first part falls as reconstructions get better. The "
                "second, the KL, is 0 for a latent that says nothing of its picture, and grows the "
                "more latents of different pictures differ."
            ),
            Question(
                N_("What will the KL do while the reconstruction gets better?"),
                (N_("It falls as well"), N_("It stays at 0"), N_("It rises")),
                2,
            ),
            CODER,
        ),
        Step(
            RUN,
            N_(
                "Press *Start*, give it half a minute, then press *Pause*. Look at the curves of "
                "both parts, and at the sheet."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "To reconstruct, the decoder has to be told which picture it was, and the KL is "
                "the price of telling. The VAE writes into its latents what is worth its price; "
                "the rest stays a blur, the mean of all that it may have been."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "Now a GAN with dense layers, from which batch norm was taken out of G; all else "
                "is as in the document that it comes from. Each cell of the sheet has a latent of "
                "its own."
            ),
            Question(
                N_("What will the sheet of 60 cells show after some hundred steps?"),
                (
                    N_("60 different digits, somewhat blurred"),
                    N_("60 times nearly the same picture"),
                    N_("60 different pictures of noise"),
                ),
                1,
            ),
            COLLAPSE,
        ),
        Step(
            RUN,
            N_("Press *Start* and watch *Diversity* for half a minute; then press *Pause*."),
        ),
        Step(
            COMPARE,
            N_(
                "Nearly the same everywhere: mode collapse. On MNIST the diversity was 0.04 % of "
                "the data's after 8,000 steps; with batch norm 68 %. D's loss may tell that D "
                "wins; that all is alike, only the diversity and the pictures do."
            ),
        ),
        Step(
            WHY,
            N_(
                "G's loss is a mean over fakes: it asks each to pass, and none to differ from the "
                "others. Batch norm divides each feature by its spread over the batch, so that "
                "latents keep different features. Choose the recipe `gan-mnist` and compare."
            ),
        ),
    ),
)
