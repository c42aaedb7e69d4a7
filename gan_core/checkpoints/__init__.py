"""Models in files: our own, converted ones, and a progressive GAN at every resolution."""
