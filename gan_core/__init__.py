"""GAN Explorer's library: small GANs, their training, their metrics and their pictures."""

__version__ = "0.1.0"
