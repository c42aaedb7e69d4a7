"""Training models on pictures."""
