"""What nobody without a GPU can know: whether everything is right on one, and how fast."""
