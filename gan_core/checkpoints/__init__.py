"""Models in files: native ones, converted ones, and a progressive GAN at every resolution."""
