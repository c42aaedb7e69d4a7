"""Faults on purpose: kills, damaged files, hostile files and requests, and what they cost."""
