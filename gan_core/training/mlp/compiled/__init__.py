"""Kernels that numba compiles: each number is added up by one thread, in a fixed order."""
