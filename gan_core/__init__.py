"""GAN Explorer's library: small GANs, their training, their metrics and their pictures."""

__version__ = "0.2.0"
