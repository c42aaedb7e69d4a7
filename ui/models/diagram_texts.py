"""What the parts of models on pictures are, by the diagram's part."""

from __future__ import annotations

from ui.shared.diagram import PartText
from ui.shared.text import N_

AUTOENCODER_TEXTS = {
    "x": PartText(
        N_("Picture x"), N_("Picture x"), N_("What the model learns: each pixel is a number.")
    ),
    "encoder": PartText(
        N_("Encoder"),
        N_("Encoder E"),
        N_("A network that turns a picture into a few numbers, its latent."),
    ),
    "z": PartText(
        N_("Latent z"),
        N_("Latent z"),
        N_(
            "All that is left of the picture. Nothing says where latents have to lie, so between "
            "them may be places that decode to no digit."
        ),
    ),
    "decoder": PartText(
        N_("Decoder"),
        N_("Decoder"),
        N_("A network that turns a latent back into a picture. Alone it generates pictures."),
    ),
    "again": PartText(
        N_("Reconstruction"),
        N_("Reconstruction y"),
        N_("What the decoder makes of the latent: as like the picture as so few numbers allow."),
    ),
    "loss": PartText(
        N_("Loss"),
        N_("Loss: reconstruction"),
        N_("How unlike the reconstruction is to the picture, summed over all pixels, in nats."),
    ),
    "gradient": PartText(
        "∇",
        N_("Gradient"),
        N_(
            "The loss is followed back through decoder, latent and encoder; both networks take a "
            "step against it."
        ),
    ),
}

VARIATIONAL_TEXTS = AUTOENCODER_TEXTS | {
    "encoder": PartText(
        N_("Encoder"),
        N_("Encoder E"),
        N_("A network that tells for a picture not one latent but where it may lie."),
    ),
    "code": PartText(
        "\u03bc, \u03c3",
        N_("Mean \u03bc and deviation \u03c3"),
        N_("A normal distribution for each picture: its middle and its width in each latent."),
    ),
    "noise": PartText(
        N_("Noise ε"),
        N_("Noise ε"),
        N_("Standard normal noise. With it drawn outside, gradients reach \u03bc and \u03c3."),
    ),
    "z": PartText(
        N_("Latent z"),
        N_("Latent z"),
        N_("One draw from the picture's distribution: neighbours have to decode alike."),
    ),
    "kl": PartText(
        "KL",
        N_("Loss: KL"),
        N_(
            "How far the picture's distribution is from N(0, 1). It keeps latents together, so "
            "that what is drawn from N(0, 1) decodes to a digit."
        ),
    ),
    "gradient": PartText(
        "∇",
        N_("Gradient"),
        N_(
            "Both losses are followed back, the reconstruction through z to \u03bc and \u03c3; "
            "encoder and decoder take a step against their sum."
        ),
    ),
}

GAN_TEXTS = {
    "noise": PartText(
        N_("Noise z"), N_("Latent z"), N_("Random numbers: G turns each draw into a picture.")
    ),
    "g": PartText(
        "G",
        N_("Generator G"),
        N_("A network that turns noise into a picture. It never sees a real one."),
    ),
    "fakes": PartText(
        N_("Fakes"), N_("Fakes G(z)"), N_("The pictures that G makes. It wants D to pass them.")
    ),
    "real": PartText(
        N_("Real x"), N_("Real pictures x"), N_("Pictures of the data set. Only D sees them.")
    ),
    "d": PartText(
        "D",
        N_("Discriminator D"),
        N_("A network that gives a picture a score s, high where it takes it for real."),
    ),
    "loss_d": PartText(
        N_("Loss D"), N_("Loss of D"), N_("How badly D tells real pictures from fakes.")
    ),
    "loss_g": PartText(
        N_("Loss G"), N_("Loss of G"), N_("How badly G's fakes pass for real, by D's scores.")
    ),
    "gradient_d": PartText(
        "∇ D",
        N_("Gradient for D: ∇ D"),
        N_("D's loss is followed back into D's weights; G stays as it is."),
    ),
    "gradient_g": PartText(
        "∇ G",
        N_("Gradient for G: ∇ G"),
        N_("G's loss is followed back through D, which stays as it is, into G's weights."),
    ),
}

CONDITIONAL_TEXTS = GAN_TEXTS | {
    "label": PartText(
        N_("Label y"),
        N_("Label y"),
        N_(
            "The digit that is asked for. G gets it beside the noise, D beside the picture, so a "
            "fake of another digit does not pass."
        ),
    ),
    "real": PartText(
        N_("Real x"),
        N_("Real pictures x, with their labels"),
        N_("Pictures of the data set, each with the label that belongs to it. Only D sees them."),
    ),
}

CLASSIFIER_TEXTS = {
    "x": PartText(N_("Picture x"), N_("Picture x"), N_("A digit that somebody has labelled.")),
    "network": PartText(
        N_("Classifier"),
        N_("Classifier C"),
        N_("A network that gives a picture a score for each of the ten labels."),
    ),
    "p": PartText(
        N_("Probabilities p"),
        N_("Probabilities p"),
        N_("The scores as probabilities, which add up to 1: the largest is the prediction."),
    ),
    "label": PartText(
        N_("Label y"),
        N_("Label y"),
        N_(
            "What the digit is. With label smoothing \u03b1 the network is asked for a little less "
            "than certainty."
        ),
    ),
    "loss": PartText(
        N_("Loss"),
        N_("Loss: cross-entropy"),
        N_("How little probability the network gives to the label, in nats."),
    ),
    "gradient": PartText(
        "∇",
        N_("Gradient"),
        N_("The loss is followed back through the network, whose weights take a step against it."),
    ),
}
