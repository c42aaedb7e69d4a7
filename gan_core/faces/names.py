"""Names of spaces and tests, for those who must not wait for torch.

latent-thesis compares faces by their pixels.
"""

SPACES = ("pixels", "discriminator", "vae", "wavelets")
THESIS_SPACE = "pixels"
TEST_NAMES = ("border", "neighbours", "lof")
