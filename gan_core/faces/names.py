"""Names of spaces and tests, for those who must not wait for torch."""

SPACES = ("pixels", "discriminator", "vae")
TEST_NAMES = ("border", "neighbours", "lof")
