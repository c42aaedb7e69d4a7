"""Which device a run uses: the one asked for, or the best one there."""

from __future__ import annotations

import torch

DEVICE_NAMES = ("auto", "cpu", "cuda", "mps")


def available_devices() -> list[str]:
    """Return the names of the devices of this machine, best first; always ends with ``cpu``."""
    names = ["cuda"] if torch.cuda.is_available() else []
    if torch.backends.mps.is_available():
        names.append("mps")
    return [*names, "cpu"]


def described_devices() -> list[dict[str, str | int]]:
    """Return name, label and number of this machine's kinds of device, best first."""
    counts = {"cuda": torch.cuda.device_count()}
    return [
        {"name": name, "label": describe_device(name), "count": counts.get(name, 1)}
        for name in available_devices()
    ]


def describe_device(name: str) -> str:
    """Return a device's name as people know it, such as ``NVIDIA H200`` or ``CPU, 2 threads``."""
    if name == "cuda":
        return torch.cuda.get_device_name()
    if name == "mps":
        return "Apple GPU"
    return f"CPU, {torch.get_num_threads()} threads"


def computes_bfloat16(device: torch.device) -> bool:
    """Return whether products in bfloat16 are faster there than in float32, without emulation."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu":
        # Older versions of torch have no public word on what a processor can do.
        found: dict[str, bool] = getattr(torch.cpu, "get_capabilities", dict)()
        return any(found.get(name, False) for name in ("avx512_bf16", "amx_bf16"))
    return False


def resolve_device(name: str) -> torch.device:
    """Return the device that ``auto``, ``cpu``, ``cuda`` or ``mps`` names.

    Raises ``ValueError`` for an unknown name or a device that is not there.
    """
    devices = available_devices()
    if name == "auto":
        return torch.device(devices[0])
    if name not in DEVICE_NAMES:
        raise ValueError(f"unknown device {name!r}; accepted: {', '.join(DEVICE_NAMES)}")
    if name not in devices:
        raise ValueError(f"no {name} device here; accepted: auto, {', '.join(devices)}")
    return torch.device(name)
