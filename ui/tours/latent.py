"""The tour of the latent spaces: where latents lie, and what is between two of them."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

MAP = {"tab": "map", "model": "vae-mnist-2d"}
WALK = {"tab": "walk", "model": "vae-mnist-10d"}

LATENT_TOUR = Tour(
    7,
    (
        Step(
            LOOK,
            N_(
                "Two networks were trained to squeeze 784 pixels through two numbers, the latent, "
                "and to reconstruct them: an autoencoder on the left, a VAE on the right. Every "
                "dot is the latent of a test digit. Drag the point on either plane: below it is "
                "the picture that the decoder makes there."
            ),
            link=MAP,
        ),
        Step(
            PREDICT,
            N_(
                "Each plane has a scale of its own, so both look alike. To make a new digit you "
                "would draw two random numbers from N(0, 1), mostly within 3 of the origin: the "
                "dashed circles are one, two and three standard deviations."
            ),
            Question(
                N_("The VAE's digits lie within about 3. How far out do the autoencoder's reach?"),
                (
                    N_("About as far"),
                    N_("Several times as far"),
                    N_("Not even to 1"),
                ),
                1,
            ),
            MAP,
        ),
        Step(
            RUN,
            N_("Choose *Same for both* under *Scale*. Then drag the point on the left plane out."),
        ),
        Step(
            COMPARE,
            N_(
                "On one scale the autoencoder's digits reach out to about 20, and they lie in rays "
                "with empty ground between. Choose *Classifier uncertainty* as well: where that is "
                "high, what is decoded is hardly a digit."
            ),
            link=MAP | {"scale": "same", "uncertainty": "on"},
        ),
        Step(
            WHY,
            N_(
                "The autoencoder's loss asks for a good reconstruction only, so latents may lie "
                "anywhere. The VAE also pays for each latent that is away from N(0, I), the KL. So "
                "it fills the place from which one draws, and is a generative model. Samples of "
                "its prior are spread over more kinds of digits: an effective number of 8.3 "
                "classes against 5.1 for the autoencoder."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "Another VAE, with ten latents. It encodes a 7 and a 2; then the latent goes in "
                "small steps from the one to the other, and each is decoded."
            ),
            Question(
                N_("What does the decoder make half-way?"),
                (
                    N_("The 7 and the 2 on top of each other, each half as bright"),
                    N_("Noise, since it was trained on no such latent"),
                    N_("One shape whose strokes are bent from the 7 towards the 2"),
                ),
                2,
            ),
            WALK,
        ),
        Step(
            RUN,
            N_(
                "Press *Play* and look at the strokes. Below the filmstrip is the classifier's "
                "prediction for each frame."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "Strokes move; they do not fade out and in. Neighbouring latents are decoded into "
                "similar pictures, since the encoder adds noise to each latent in training and the "
                "decoder has to cope with that. A mean of pixels would show two digits at once."
            ),
        ),
    ),
)
