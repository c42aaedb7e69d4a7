"""Runs: the store that keeps them and the processes that train them."""
