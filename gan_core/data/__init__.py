"""Data sets: where real samples come from."""
