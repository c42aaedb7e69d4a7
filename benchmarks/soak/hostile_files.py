"""Hostile and damaged files for every reader: each is read or refused in a line."""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import resource
import struct
import tempfile
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from safetensors.torch import save as safetensors_bytes

from gan_core.checkpoints.converted import load_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.conversion.reading import ConversionError, read_checkpoint
from gan_core.data.decoding import PictureError
from gan_core.data.handwriting import read_picture, to_digit
from gan_core.data.picture_cache import load_picture_set
from gan_core.data.picture_files import PictureSetError
from gan_core.runs.replays import ReplayError, load_replay

READERS: dict[str, tuple[Callable[[Path], object], tuple[type[Exception], ...]]] = {
    "checkpoint": (read_checkpoint, (ConversionError,)),
    "model": (load_converted, (CheckpointError,)),
    "upload": (lambda path: to_digit(read_picture(path.read_bytes())), (PictureError,)),
    "zip of pictures": (lambda path: load_picture_set(path, resolution=16), (PictureSetError,)),
    "replay": (load_replay, (ReplayError,)),
}
"""Each reader of files from outside, and the errors that are its one line."""


@dataclass
class FileTally:
    """What a soak of files has found; ``executed`` and ``crashed`` should be 0."""

    files: int = 0
    read: int = 0
    refused: int = 0
    crashed: int = 0
    executed: int = 0
    several_lines: int = 0
    memory_grown_mb: float = 0.0
    by_reader: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)


class Payload:
    """Unpickled without care, it makes a file."""

    def __init__(self, place: Path) -> None:
        self.place = place

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        """Say how pickle builds it: by a command."""
        return os.system, (f"touch {self.place}",)


def soak_files(count: int, *, seed: int) -> FileTally:
    """Give so many files to readers in turn."""
    chance, tally, by_reader = random.Random(seed), FileTally(), Counter[str]()
    before = _peak()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        trap = folder / "executed"
        originals = {reader: _originals(reader, trap) for reader in READERS}
        for number in range(count):
            reader = list(READERS)[number % len(READERS)]
            content = chance.choice(originals[reader])
            content = content if chance.random() < 0.1 else _damaged(content, chance)
            suffix = ".zip" if "zip" in reader else ".safetensors" if reader == "model" else ".pth"
            path = folder / f"{number}{suffix}"
            path.write_bytes(content)
            by_reader[reader] += 1
            tally.files += 1
            _give(reader, path, tally)
            path.unlink()
            if trap.exists():
                tally.executed += 1
                trap.unlink()
    tally.memory_grown_mb = _peak() - before
    tally.by_reader = dict(by_reader)
    return tally


def _give(reader: str, path: Path, tally: FileTally) -> None:
    read, refusals = READERS[reader]
    try:
        read(path)
    except refusals as error:
        tally.refused += 1
        if "\n" in str(error) or not str(error).isprintable():
            tally.several_lines += 1
            tally.faults.append(f"{reader}: {str(error)[:200]!r}")
    except Exception as error:
        tally.crashed += 1
        tally.faults.append(f"{reader}: {type(error).__name__}: {str(error)[:200]!r}")
    else:
        tally.read += 1


def _peak() -> float:
    """Return the most memory that this process ever had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def _damaged(content: bytes, chance: random.Random) -> bytes:
    """Return content with some of it cut, overwritten, repeated, or with another length in it."""
    found = bytearray(content)
    for _ in range(chance.randrange(1, 4)):
        place = chance.randrange(max(1, len(found)))
        kind = chance.randrange(6)
        if kind == 0:
            del found[place:]
        elif kind == 1 and found:
            found[place] ^= 1 << chance.randrange(8)
        elif kind == 2:
            found[place : place + 16] = chance.randbytes(chance.randrange(1, 64))
        elif kind == 3:
            found[place:place] = found[: chance.randrange(1, 200)]
        elif kind == 4:
            found[place : place + 8] = struct.pack("<Q", chance.getrandbits(63))
        else:
            del found[place : place + chance.randrange(1, 300)]
    return bytes(found)


def _originals(reader: str, trap: Path) -> list[bytes]:
    """Return whole files of a reader's formats, and such as are made to harm."""
    if reader == "checkpoint":
        return [*_checkpoints(), *pickles(trap)]
    if reader in ("model", "replay"):
        return _safetensors()
    pictures = _pictures()
    return pictures if reader == "upload" else [_zip(pictures), *_bad_zips(pictures)]


def _checkpoints() -> list[bytes]:
    weights: dict[str, Any] = {"main.0.weight": torch.randn(6, 8, 4, 4), "step": 7}
    found = []
    for new in (True, False):
        target = io.BytesIO()
        torch.save({"netG": weights, "epoch": 800_000}, target, _use_new_zipfile_serialization=new)
        found.append(target.getvalue())
    return found


def pickles(trap: Path) -> list[bytes]:
    """Return pickles that make the file ``trap`` when they are loaded without care, and others."""
    found = [
        pickle.dumps(content, protocol=protocol)
        for content in (Payload(trap), {"state_dict": {"a": Payload(trap)}}, [Payload(trap)] * 3)
        for protocol in (0, 2, 4)
    ]
    target = io.BytesIO()
    torch.save({"netG": Payload(trap)}, target)
    deep = b"\x80\x02" + b"(" * 200_000 + b"l" * 1000 + b"."
    large = b"\x80\x02\x8b" + struct.pack("<i", 2**31 - 1) + b"1."
    return [*found, target.getvalue(), deep, large, b"cos\nsystem\n(S'touch x'\ntR."]


def _safetensors() -> list[bytes]:
    whole = safetensors_bytes({"a": torch.zeros(3, 4)}, {"card": json.dumps({"kind": "gan"})})
    deep = ("[" * 100_000 + "]" * 100_000).encode()
    lying = struct.pack("<Q", 2**62) + b"{}"
    wrong = json.dumps({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 4]}}).encode()
    return [
        whole, lying, struct.pack("<Q", len(deep)) + deep, struct.pack("<Q", len(wrong)) + wrong,
        b"<html>quota exceeded</html>", b"version https://git-lfs.github.com/spec/v1\n", b"",
    ]  # fmt: skip


def _pictures() -> list[bytes]:
    pixels = np.random.default_rng(0).integers(0, 255, (40, 40, 3), dtype=np.uint8)
    found = []
    for kind in ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF"):
        target = io.BytesIO()
        Image.fromarray(pixels).save(target, kind)
        found.append(target.getvalue())
    return found


def _zip(pictures: list[bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for number, content in enumerate(pictures):
            archive.writestr(f"faces/{number}.png", content)
    return target.getvalue()


def _bad_zips(pictures: list[bytes]) -> list[bytes]:
    bomb, names = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.png", bytes(50_000_000))
    with zipfile.ZipFile(names, "w") as archive:
        for name in ("../../a.png", "/etc/a.png", "a\x1b[31m.png", "a" * 60_000 + ".png"):
            archive.writestr(name, pictures[0])
    return [bomb.getvalue(), names.getvalue()]
