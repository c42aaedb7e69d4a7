"""Measurements of the app that need a browser."""
