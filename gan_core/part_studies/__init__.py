"""The parts of a progressive GAN at work, each with and without, in numbers."""
