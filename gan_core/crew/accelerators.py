"""Which accelerators a machine has, and which of them a run's device means."""

from __future__ import annotations

from gan_core.crew.process import Message


def accelerators(hello: Message | None) -> list[str]:
    """Return the accelerators that a process told of, best first: ``cuda:0``, ``cuda:1``, ``mps``.

    Empty before one has said hello, and where there is the processor alone.
    """
    found = [device for device in (hello or {}).get("devices", ()) if device["name"] != "cpu"]
    return [
        f"{name}:{number}" if name == "cuda" else name
        for device in found
        for name in [device["name"]]
        for number in range(device.get("count", 1))
    ]


def kind_of(device: str, hello: Message | None) -> str:
    """Return which kind of accelerator a run's ``device`` means here, empty for none."""
    kinds = [name.partition(":")[0] for name in accelerators(hello)]
    best = kinds[0] if kinds else ""
    return best if device == "auto" else device if device in kinds else ""
