"""Measurements of a progressive GAN's parts: each with the part and without it."""
