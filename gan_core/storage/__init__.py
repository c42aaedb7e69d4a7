"""Devices, memory, and how arrays become bytes."""
