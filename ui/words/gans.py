"""Words of GANs and their training."""

from ui.shared.text import N_
from ui.words.word import Word

GAN_WORDS = (
    Word(
        N_("generator"),
        N_(
            "The network G, which turns a latent into a sample and learns to make samples that D "
            "takes for real."
        ),
        ("lab", "studio-gan"),
    ),
    Word(
        N_("discriminator"),
        N_(
            "The network D, which is trained to tell real samples from fake ones, and by whose "
            "slope G improves."
        ),
        ("lab", "faces"),
    ),
    Word(
        N_("critic"),
        N_(
            "A discriminator of a Wasserstein GAN: it gives a score without bounds instead of a "
            "probability."
        ),
        ("clipping", "critic"),
    ),
    Word(
        N_("loss"),
        N_("The number that training makes smaller; G and D have one each."),
        ("lab", "side"),
    ),
    Word(
        N_("non-saturating"),
        N_(
            "G's loss -log D, whose slope is largest where D is sure of a fake, unlike that of "
            "log(1 - D)."
        ),
        ("side", "game"),
    ),
    Word(
        N_("potential"),
        N_("D's logit with the sign changed: G's samples run down into its valleys."),
        ("lab",),
    ),
    Word(
        N_("mode"),
        N_("One of the places where real samples are dense, such as a Gaussian of the 25."),
        ("lab", "side"),
    ),
    Word(
        N_("mode collapse"),
        N_("All that G makes is alike, or comes from a few of the modes."),
        ("planes", "rules"),
    ),
    Word(
        N_("high-quality sample"),
        N_("A sample within three standard deviations of a centre."),
        ("lab", "side"),
    ),
    Word(
        N_("weight clipping"),
        N_(
            "After each update every weight of D is put back into [-c, c], which bounds D's slope "
            "crudely."
        ),
        ("critic",),
    ),
    Word(
        N_("gradient penalty"),
        N_("A term of D's loss that pulls its slope towards 1 between real and fake samples."),
        ("lab", "critic"),
    ),
    Word(
        N_("spectral normalisation"),
        N_(
            "Each weight matrix of D is divided by its largest singular value, so that D's slope "
            "is bounded."
        ),
        ("spectral",),
    ),
    Word(
        N_("batch norm"),
        N_("A layer that makes each feature have mean 0 and spread 1 over a batch."),
        ("rules",),
    ),
    Word(
        N_("augmentation"),
        N_("Random changes of pictures before D sees them, so that a few pictures last longer."),
        ("studio-gan",),
    ),
    Word(
        N_("conditional GAN"),
        N_("A GAN whose G and D get a label as well, so that one can choose what is made."),
        ("labels",),
    ),
    Word(
        N_("progressive GAN"),
        N_("A GAN that learns small pictures first and gets new layers for each doubling."),
        ("growing",),
    ),
    Word(
        N_("fade-in"),
        N_("New layers are blended in, by an alpha that rises from 0 to 1."),
        ("growing",),
    ),
    Word(
        N_("pixel norm"),
        N_("Each pixel's feature vector is divided by its root mean square."),
        ("pixel-norm",),
    ),
    Word(
        N_("minibatch standard deviation"),
        N_("One number that tells D how much the pictures of a batch differ."),
        ("deviation",),
    ),
    Word(
        N_("ablation"),
        N_("A run with one part taken out and all else equal, which shows what that part does."),
        ("rules",),
    ),
    Word(
        N_("seed"),
        N_("The number from which all random numbers of a run follow: same seed, same run."),
        ("lab", "side"),
    ),
    Word(
        N_("sweep"),
        N_("Runs of many seeds or settings, to see how often something happens."),
        ("sweep",),
    ),
    Word(
        N_("preset"),
        N_("Settings with a name."),
        ("lab", "side"),
    ),
)
