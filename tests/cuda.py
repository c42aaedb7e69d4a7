"""Tests that need a CUDA GPU; ``python -m benchmarks.gpu`` finds them by the decorator's name."""

import pytest
import torch

CUDA = torch.device("cuda")


def on_cuda(test):
    """Mark a test ``gpu``, and leave it out where there is no such device."""
    there = torch.cuda.is_available()
    return pytest.mark.gpu(pytest.mark.skipif(not there, reason="no CUDA device")(test))
