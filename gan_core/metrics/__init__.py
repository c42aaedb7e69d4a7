"""Metrics: they score samples and networks, and never change them."""
