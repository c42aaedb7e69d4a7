"""Downloads published checkpoints by name: interrupted ones resume, wrong files are not kept."""

from __future__ import annotations

import hashlib
import http.client
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from gan_core.conversion.reading import BYTES_LIMIT, ConversionError

CHUNK = 1 << 20
TIMEOUT = 30.0
"""Seconds without an answer."""

PARTIAL = ".part"
PARTIAL_CONTENT = 206
ZOO = "https://dl.fbaipublicfiles.com/gan_zoo/PGAN/"

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Published:
    """A checkpoint on the network; its sha256 begins with what its name ends in.

    ``dataset`` is what its pictures show.
    """

    url: str
    resolution: int
    dataset: str = "celeba"

    @property
    def file(self) -> str:
        """Return the file's name."""
        return self.url.rpartition("/")[2]

    @property
    def sha256_begins(self) -> str:
        """Return the first digits of the file's sha256."""
        return Path(self.file).stem.rpartition("-")[2]


PUBLISHED = {
    "celebAHQ-256": Published(ZOO + "celebaHQ_s6_i80000-6196db68.pth", 256),
    "celebAHQ-512": Published(ZOO + "celebaHQ16_december_s7_i96000-9c72988c.pth", 512),
    "celeba_cropped": Published(ZOO + "celebaCropped_s5_i83000-2b0acc76.pth", 128),
    "DTD": Published(ZOO + "testDTD_s5_i96000-04efa39f.pth", 128, "unknown"),
}
"""The GAN zoo's progressive GANs, of the layout gan-zoo-pgan."""


def fetch(name: str, *, folder: Path, progress: Progress) -> Path:
    """Return a published checkpoint's file, downloaded into ``folder`` if it is not there yet.

    ``progress`` is called with the bytes done and those in all, first before any has come. Raises
    ``ConversionError`` for an unknown name, without a network, and for a file whose hash is wrong,
    which is not kept; after an interruption the next call resumes the download.
    """
    if name not in PUBLISHED:
        raise ConversionError(f"unknown model {name!r}; accepted: {', '.join(PUBLISHED)}")
    return fetch_file(PUBLISHED[name], folder=folder, progress=progress)


def fetch_file(published: Published, *, folder: Path, progress: Progress) -> Path:
    """Return a published file as ``fetch`` does."""
    path = folder / published.file
    if path.is_file():
        return path
    partial = path.with_name(path.name + PARTIAL)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _transfer(published.url, partial, progress)
    except (
        urllib.error.URLError,
        http.client.HTTPException,
        TimeoutError,
        ConnectionError,
    ) as error:
        reason = getattr(error, "reason", None) or error
        raise ConversionError(
            f"{published.url} cannot be fetched ({reason}); is there a network? What has come is "
            f"kept in {folder}, and the next try resumes there"
        ) from None
    except OSError as error:
        raise ConversionError(f"{folder} cannot be written: {error.strerror or error}") from None
    _check(partial, published)
    partial.replace(path)
    return path


def _transfer(url: str, partial: Path, progress: Progress) -> None:
    done = partial.stat().st_size if partial.exists() else 0
    request = urllib.request.Request(url, headers={"Range": f"bytes={done}-"} if done else {})
    try:
        response = urllib.request.urlopen(request, timeout=TIMEOUT)
    except urllib.error.HTTPError as error:
        error.close()
        if done and error.code == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            return  # all of it is there already
        raise
    with response:
        if response.status != PARTIAL_CONTENT:
            done = 0  # the server begins from the start
        total = done + int(response.headers.get("Content-Length") or 0)
        if total > BYTES_LIMIT:
            raise ConversionError(f"{url} has {total} bytes; accepted are {BYTES_LIMIT}")
        progress(done, total)
        with partial.open("ab" if done else "wb") as file:
            while chunk := response.read(CHUNK):
                file.write(chunk)
                done += len(chunk)
                if done > BYTES_LIMIT:
                    raise ConversionError(f"{url} has more than {BYTES_LIMIT} bytes")
                progress(done, total)
    if done < total:
        raise ConnectionError(f"it broke off after {done} of {total} bytes")


def _check(partial: Path, published: Published) -> None:
    with partial.open("rb") as file:
        found = hashlib.file_digest(file, "sha256").hexdigest()
    if not found.startswith(published.sha256_begins):
        partial.unlink()
        raise ConversionError(
            f"what came from {published.url} is another file (its sha256 begins with "
            f"{found[:8]}, not {published.sha256_begins}); it was not kept"
        )
