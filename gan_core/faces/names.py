"""Names of spaces, tests and appearances, for those who must not wait for torch.

latent-thesis compares faces by their pixels.
"""

SPACES = ("pixels", "discriminator", "vae", "wavelets")
THESIS_SPACE = "pixels"
TEST_NAMES = ("border", "neighbours", "lof")
APPEARANCES = ("brightness", "background", "pose")
MOST_NEIGHBOURS = 20
"""Nearest real faces that are told of a face."""
