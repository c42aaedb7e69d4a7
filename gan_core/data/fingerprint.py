"""What tells the data of a run from others, so that a run is not resumed on other ones unawares."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from gan_core.data.images import ImageSet

Fingerprint = dict[str, Any]


def fingerprint(data: ImageSet) -> Fingerprint:
    """Return the number of pictures and a hash of all of them, in their order, ready for JSON.

    Names of labels come with them where labels have names.

    Pictures from files are known by names and bytes of these, wherever they lie; all others by
    their pixels and labels.
    """
    digest = data.origin.digest if data.origin else _hash(data)
    found = {"pictures": len(data.images), "split": data.split, "digest": digest}
    if data.origin and data.origin.labels:
        found["labels"] = list(data.origin.labels)
    return found


def _hash(data: ImageSet) -> str:
    found = hashlib.sha256()
    for part in (data.images, data.labels):
        found.update(str(tuple(part.shape)).encode())
        found.update(part.cpu().contiguous().numpy().reshape(-1).data)
    return found.hexdigest()


def difference(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return in a few words how data differ from those before; "" where they are the same."""
    if before["split"] != now["split"]:
        return f"the split {before['split']} then, {now['split']} now"
    if before["pictures"] != now["pictures"]:
        return f"{before['pictures']} pictures in {before['split']} then, {now['pictures']} now"
    if before["digest"] != now["digest"]:
        return f"{now['pictures']} pictures then and now, but others or in another order"
    return ""
