"""The tour of the faces: what an outlier score sees, and what it does not."""

from ui.shared.text import N_
from ui.tours.tour import COMPARE, LOOK, PREDICT, RUN, WHY, Question, Step, Tour

USUAL = {"faces": "dcgan-celeba64"}

FACES_TOUR = Tour(
    7,
    (
        Step(
            LOOK,
            N_(
                "Circles are 1,000 real faces, placed by UMAP so that similar ones lie together; "
                "diamonds are 64 faces that a DCGAN made. *Similar* is meant in the features of a "
                "discriminator that took no part in this GAN's training. Click a diamond to see "
                "the face."
            ),
            link=USUAL,
        ),
        Step(
            PREDICT,
            N_(
                "LOF asks whether a face lies in a thinner neighbourhood than its neighbours do. "
                "Its thresholds were set on real faces so that 5 of 100 of those are flagged as "
                "outliers."
            ),
            Question(
                N_("How many of 100 generated faces will be flagged?"),
                (N_("About 5, as of real faces"), N_("About 30"), N_("More than 90")),
                0,
            ),
            USUAL,
        ),
        Step(
            RUN,
            N_(
                "Read the sentence above the map, then switch *Pictures* on and look for faces "
                "that you would call broken."
            ),
        ),
        Step(
            COMPARE,
            N_(
                "Of 1,000 generated faces 4.6 % were flagged (95 % interval 3.5 to 6.1): as many "
                "as of real ones. And yet you will have found broken faces."
            ),
            link=USUAL | {"pictures": "on"},
        ),
        Step(
            WHY,
            N_(
                "A score knows only what its features keep. These are averaged over sixteenths of "
                "the picture and reduced to a few numbers: they see hair, light and pose, and not "
                "one smeared eye. Not flagged does not mean real."
            ),
        ),
        Step(
            PREDICT,
            N_(
                "*Truncation* draws a VAE's latents nearer to 0, the middle of its prior. In this "
                "GAN it draws what the first layer makes of a latent nearer to that layer's mean "
                "over all noise."
            ),
            Question(
                N_("What do its faces look like with a truncation of 0.3?"),
                (
                    N_("Average, and much alike"),
                    N_("Nearly black"),
                    N_("More diverse than before"),
                ),
                0,
            ),
            USUAL | {"pictures": "on"},
        ),
        Step(
            RUN,
            N_("Move *Truncation* down to 0.3, slowly, and watch the pictures."),
        ),
        Step(
            COMPARE,
            N_(
                "Average, and much alike: of 1,000 such faces LOF flags 937 as mode-like in the "
                "discriminator's features. With latents near 0 they would be nearly black: no "
                "latent was there in training, so nothing taught G what to make of it."
            ),
            link=USUAL | {"pictures": "on", "truncation": "0.3"},
        ),
    ),
)
