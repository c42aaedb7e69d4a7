"""Words of latents and autoencoders."""

from ui.shared.text import N_
from ui.words.word import Word

LATENT_WORDS = (
    Word(
        N_("latent"),
        N_("The numbers from which G or a decoder makes a sample, or one of them."),
        ("map", "labels"),
    ),
    Word(
        N_("latent space"),
        N_("The space of all latents; near ones give similar pictures."),
        ("map",),
    ),
    Word(
        N_("prior"),
        N_("The distribution from which latents are drawn, usually N(0, I)."),
        ("map",),
    ),
    Word(
        N_("posterior"),
        N_("The distribution of latents that a given picture may have come from."),
        ("bound",),
    ),
    Word(
        N_("autoencoder"),
        N_("An encoder and a decoder, trained to give back the picture that went in."),
        ("map",),
    ),
    Word(
        N_("encoder"),
        N_("The network that turns a picture into a latent."),
        ("studio", "encode"),
    ),
    Word(
        N_("decoder"),
        N_("The network that turns a latent into a picture."),
        ("studio", "sliders"),
    ),
    Word(
        N_("reconstruction"),
        N_("What a decoder makes of a picture's own latent."),
        ("studio", "encode"),
    ),
    Word(
        N_("interpolation"),
        N_("A path from one latent to another, and the pictures along it."),
        ("walk",),
    ),
    Word(
        N_("truncation"),
        N_("Rare latents, or rare features of G, are avoided: samples get typical, less diverse."),
        ("labels", "faces"),
    ),
    Word(
        N_("GAN inversion"),
        N_("The search for the latent whose picture is nearest to a given one."),
        ("encode",),
    ),
    Word(
        N_("Sobol index"),
        N_("The share of the variance between pictures that goes with one latent."),
        ("sliders",),
    ),
)
