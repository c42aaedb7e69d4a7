"""What a model is worth, and what is measured once of its latents."""
