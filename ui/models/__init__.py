"""Trained models that pages show."""
