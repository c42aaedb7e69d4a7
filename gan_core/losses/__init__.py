"""Losses: plain functions from logits to a scalar."""
