"""What a file is, by its first bytes: one that can be read, or what it is instead of that."""

from __future__ import annotations

import io
import zipfile

from gan_core.conversion.errors import ConversionError, reason
from gan_core.storage.text import one_line

ZIP, OLD, SAFETENSORS = "zip", "old", "safetensors"
"""The formats that are read: torch's of 1.6 and later, its earlier one, and safetensors."""

CARD = "card"
"""The name by which the header of a converted checkpoint says what it is."""

ZIP_START, PICKLE_START = b"PK\x03\x04", b"\x80"
HEAD = 1024
"""Bytes from the start that tell what a file is."""

ACCEPTED = "accepted: what torch.save(model.state_dict(), FILE) writes, or safetensors"
SAVE_WEIGHTS = "torch.save(model.state_dict(), FILE)"

STARTS: tuple[tuple[bytes, str], ...] = (
    (
        b"version https://git-lfs.github.com/spec",
        "is a Git LFS pointer, not the file that it stands for: 'git lfs pull' fetches that",
    ),
    (b"\x89HDF\r\n\x1a\n", f"is an HDF5 file, as Keras writes; {ACCEPTED}"),
    (b"\x93NUMPY", f"is a NumPy array; {ACCEPTED}"),
    (b"GGUF", f"is a GGUF file; {ACCEPTED}"),
    (b"\x1f\x8b", "is compressed by gzip: unpack it first"),
    (b"BZh", "is compressed by bzip2: unpack it first"),
    (b"\xfd7zXZ\x00", "is compressed by xz: unpack it first"),
    (b"\x28\xb5\x2f\xfd", "is compressed by zstd: unpack it first"),
    (b"7z\xbc\xaf\x27\x1c", "is a 7z archive: unpack it first"),
    (b"Rar!", "is a RAR archive: unpack it first"),
    (b"\x89PNG", f"is a PNG picture; {ACCEPTED}"),
    (b"\xff\xd8\xff", f"is a JPEG picture; {ACCEPTED}"),
    (b"%PDF", f"is a PDF document; {ACCEPTED}"),
)
"""What people give by mistake, by its first bytes, and what to do about it."""

PAGE_STARTS = (b"<!doctype html", b"<html", b"<head", b"<?xml")
TAR_PLACE, TAR_MARK = 257, b"ustar"
LARGEST_HEADER = 1 << 40
"""More than any header of safetensors has bytes; with less, three bytes before it are zero."""


def recognise(content: bytes) -> str:
    """Return the format of a file's bytes, or of its first ``HEAD``.

    Raises ``ConversionError`` with what follows a file's name in a sentence, for any other file.
    """
    if not content:
        raise ConversionError("is empty (0 bytes): copy or download it again")
    # First, as the length of its header may look like any other start.
    if content[8:9] == b"{" and int.from_bytes(content[:8], "little") < LARGEST_HEADER:
        return SAFETENSORS
    for start, what in STARTS:
        if content.startswith(start):
            raise ConversionError(what)
    if content.startswith(ZIP_START):
        return ZIP
    if content.startswith(PICKLE_START):
        return OLD
    if content[TAR_PLACE:].startswith(TAR_MARK):
        raise ConversionError(
            "is a tar archive, as torch wrote until 0.1 and others do; unpack it, or load it with "
            f"a torch that knows it and write it again: {SAVE_WEIGHTS}"
        )
    head = content[:HEAD]
    if head.lstrip().lower().startswith(PAGE_STARTS):
        raise ConversionError(
            "is a web page, not a checkpoint: open the address in a browser, and download the "
            "file that the page offers"
        )
    raise ConversionError(f"begins with {_start(head)} and is no checkpoint; {ACCEPTED}")


def check_zip(content: bytes) -> int:
    """Return the bytes that a zip archive unpacks to; ``ConversionError`` if it is no checkpoint.

    The error has what follows a file's name in a sentence.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, RuntimeError, OSError) as error:
        # RuntimeError: an archive of a version that zipfile does not know.
        raise ConversionError(
            f"is a zip archive that is cut off or damaged ({reason(error)}): copy or download it "
            "again"
        ) from None
    names = [member.filename for member in members]
    if len(set(names)) < len(names):
        raise ConversionError("is damaged or no checkpoint: names in its zip archive come twice")
    if any(name.endswith("/constants.pkl") for name in names):
        raise ConversionError(
            "is a TorchScript program: load it with torch.jit.load and write its weights: "
            f"{SAVE_WEIGHTS}"
        )
    if names and all(name.endswith(".npy") for name in names):
        raise ConversionError(f"is an npz file of NumPy; {ACCEPTED}")
    if not any(name.endswith("/data.pkl") for name in names):
        kept = one_line(", ".join(names[:3]), most=60) or "nothing"
        raise ConversionError(
            f"is a zip archive of other files ({kept}); unpack it if a checkpoint is among them"
        )
    return sum(member.file_size for member in members)


def _start(head: bytes) -> str:
    start = head[:24]
    if all(32 <= byte < 127 or byte in b"\r\n\t" for byte in start):
        return repr(one_line(start.decode()))
    return f"the bytes {start[:8].hex(' ')}"
