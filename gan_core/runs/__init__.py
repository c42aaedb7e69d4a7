"""Runs: the store that keeps them, the processes that train them, and runs into a folder."""
