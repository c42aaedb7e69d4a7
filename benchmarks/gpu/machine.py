"""What a machine needs for ``benchmarks.gpu``, and what its figures depend on."""

from __future__ import annotations

import os
import platform
import subprocess
import warnings
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any

LIBRARY = {"torch": "torch", "numpy": "numpy", "safetensors": "safetensors", "psutil": "psutil"}
"""What ``gan_core`` alone needs: module and its name in a package index."""

TESTS = {"pytest": "pytest", "hypothesis": "hypothesis", "sklearn": "scikit-learn"}


def missing(*, rehearsal: bool, parts: Sequence[str]) -> list[str]:
    """Return what is missing here, each in a few words; empty where all is there."""
    needed = LIBRARY | (TESTS if "tests" in parts else {})
    found = [f"the package {name}" for module, name in needed.items() if find_spec(module) is None]
    if not rehearsal and find_spec("torch") is not None:
        why = why_no_gpu()
        found += [f"a CUDA GPU ({why})"] if why else []
    return found


def why_no_gpu() -> str:
    """Return in one line why there is no CUDA device, empty where there is one."""
    import torch

    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        there = torch.cuda.is_available()
    if there:
        return ""
    if torch.version.cuda is None:
        return f"torch {torch.__version__} is built without CUDA"
    if os.environ.get("CUDA_VISIBLE_DEVICES", "0") in ("", "-1"):
        return "CUDA_VISIBLE_DEVICES hides all"
    said = " ".join(str(caught[0].message).split()) if caught else ""
    return said or f"torch {torch.__version__} with CUDA {torch.version.cuda} finds none"


def facts(*, rehearsal: bool) -> dict[str, Any]:
    """Return names and versions of device, driver, torch and Python."""
    import torch

    found: dict[str, Any] = {
        "device": "cpu" if rehearsal else torch.cuda.get_device_name(),
        "torch": torch.__version__,
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        # The parts of a rehearsal keep to one.
        "threads": 1 if rehearsal else torch.get_num_threads(),
    }
    if rehearsal:
        return found
    memory = torch.cuda.get_device_properties(0).total_memory
    return found | {
        "memory_gb": round(memory / 1e9, 1),
        "driver": driver_version(),
        "cuda": torch.version.cuda,
        "cudnn": torch.backends.cudnn.version(),  # type: ignore[no-untyped-call]
    }


def driver_version() -> str:
    """Return what ``nvidia-smi`` says of the driver, or ``unknown``."""
    command = ["nvidia-smi", "--query-gpu=driver_version", "--format=csv,noheader"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return said.stdout.split("\n", 1)[0].strip() or "unknown"
