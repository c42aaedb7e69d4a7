"""Models to and from Hugging Face's hub, or another server with its API (``HF_ENDPOINT``).

Only a config and safetensors come down, each no larger than it may be, which is known before it
comes and watched while it does. Every request has a time limit.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from gan_core import __version__
from gan_core.checkpoints.native import BYTES_LIMIT, CARD_BYTES_LIMIT, CheckpointError, Model
from gan_core.sharing.hub_files import HUB_CONFIG, HUB_README, HUB_WEIGHTS, weights_and_config
from gan_core.sharing.licences import HubLicence
from gan_core.sharing.model_card import LIBRARY, readme
from gan_core.storage.text import one_line, shown

TIMEOUT = 20.0
"""Seconds without an answer."""

LIMITS = {HUB_CONFIG: CARD_BYTES_LIMIT, HUB_WEIGHTS: BYTES_LIMIT}
COMMIT = re.compile(r"[0-9a-f]{40}")


class HubError(CheckpointError):
    """The hub has not what was asked for, or does not take it; one line says why."""


@dataclass(frozen=True)
class Fetched:
    """A model that came down: its files, and the commit that they are of."""

    folder: Path
    commit: str


@dataclass(frozen=True)
class Pushed:
    """A model that went up."""

    commit: str
    url: str
    bytes: int


def fetch(repository: str, *, revision: str | None = None) -> Fetched:
    """Return a folder with the config and the weights of owner/name, from the hub or its cache.

    ``revision`` is a commit's hash, a branch or a tag; the newest commit if left out. What a commit
    has is fetched once. Raises ``HubError``.
    """
    with _hub(repository) as api:
        kept = _kept(repository, revision)
        if kept is not None:
            return kept
        found = revision
        for name, most in LIMITS.items():
            size, commit = _ask(api, repository, name, found)
            if revision is not None and COMMIT.fullmatch(revision) and commit != revision:
                raise HubError(f"the hub answered {commit} for the commit {revision}")
            if size > most:
                raise HubError(f"{name} has {size} bytes; accepted are {most}")
            # By the name that was given, so that the cache knows it; the second file is of the same
            # commit, whatever somebody does in between.
            path = api.hf_hub_download(
                repository, name, revision=found, etag_timeout=TIMEOUT,
                tqdm_class=_bounded(size, name),
            )  # fmt: skip
            found = Path(path).parent.name
    return Fetched(Path(path).parent, str(found))


def push(model: Model, repository: str, licence: HubLicence, *, private: bool = False) -> Pushed:
    """Send a model with its card to owner/name, in one commit; raises ``HubError``.

    The repository is made where there is none.
    """
    files, card = weights_and_config(model)
    with _hub(repository) as api, _without_bars():
        from huggingface_hub import CommitOperationAdd

        files[HUB_README] = readme(card, licence, repository=repository).encode()
        api.create_repo(repository, private=private or None, exist_ok=True)
        commit = api.create_commit(
            repository,
            [CommitOperationAdd(name, content) for name, content in files.items()],
            commit_message=f"{one_line(card.name, most=60)} of GAN Explorer {__version__}",
        )
    return Pushed(commit.oid, f"{api.endpoint}/{repository}", sum(map(len, files.values())))


def _kept(repository: str, revision: str | None) -> Fetched | None:
    """Return what the cache has of a pinned commit, or, offline, of any revision."""
    from huggingface_hub import constants, try_to_load_from_cache

    pinned = revision is not None and COMMIT.fullmatch(revision) is not None
    if not pinned and not constants.is_offline_mode():
        return None
    paths = [try_to_load_from_cache(repository, name, revision=revision) for name in LIMITS]
    if not all(isinstance(path, str) for path in paths):
        return None
    folder = Path(str(paths[0])).parent
    return Fetched(folder, folder.name)


def _ask(api: Any, repository: str, name: str, revision: str | None) -> tuple[int, str]:  # noqa: ANN401
    """Return a file's size in bytes and the commit that it is of."""
    from huggingface_hub import hf_hub_url

    url = hf_hub_url(repository, name, revision=revision, endpoint=api.endpoint)
    known = api.get_hf_file_metadata(url=url, timeout=TIMEOUT)
    if known.size is None or not COMMIT.fullmatch(known.commit_hash or ""):
        raise HubError(f"the hub does not say how large {name} is, or of which commit")
    return known.size, known.commit_hash


def _bounded(most: int, name: str) -> type:
    """Return a bar that shows nothing and ends a download that has more bytes than it should."""

    class Bounded:
        def __init__(self, *_: object, initial: int = 0, **__: object) -> None:
            self.received = initial or 0

        def update(self, count: float | None = 1) -> None:
            self.received += int(count or 0)
            if self.received > most:
                raise HubError(f"{name} has more than the {most} bytes that the hub has told")

        def __enter__(self) -> Bounded:
            return self

        def __exit__(self, *_: object) -> None:
            pass

    return Bounded


@contextmanager
def _hub(repository: str) -> Iterator[Any]:
    """Give the hub's API with time limits; whatever goes wrong in it is a ``HubError``."""
    # Read as it is imported. Ours tells nobody what it is used for.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    try:
        import httpx2
        import huggingface_hub
    except ImportError:
        raise HubError(
            f"{shown(repository)}: the hub needs huggingface_hub: pip install 'gan-explorer[hub]'"
        ) from None
    endpoint = os.environ.get("HF_ENDPOINT", "").rstrip("/") or None
    api = huggingface_hub.HfApi(
        endpoint=endpoint, library_name=LIBRARY, library_version=__version__
    )
    client = huggingface_hub.get_session()
    before, client.timeout = client.timeout, httpx2.Timeout(TIMEOUT)
    try:
        yield api
    except HubError as error:
        raise HubError(f"{shown(repository)}: {error}") from None
    except (OSError, ValueError, RuntimeError, httpx2.HTTPError) as error:
        raise HubError(f"{shown(repository)}: {_reason(error, api.endpoint)}") from None
    finally:
        client.timeout = before


@contextmanager
def _without_bars() -> Iterator[None]:
    from huggingface_hub.utils import (
        are_progress_bars_disabled,
        disable_progress_bars,
        enable_progress_bars,
    )

    if are_progress_bars_disabled():
        yield
        return
    disable_progress_bars()
    try:
        yield
    finally:
        enable_progress_bars()


def _reason(error: Exception, endpoint: str) -> str:
    """Return an error of the hub in one line, with what to do."""
    import httpx2
    from huggingface_hub import errors

    chain: list[BaseException] = [error]
    while (cause := chain[-1].__cause__ or chain[-1].__context__) and cause not in chain:
        chain.append(cause)
    kinds: tuple[tuple[type[BaseException], str], ...] = (
        (
            errors.GatedRepoError,
            "the hub lets only those in whom its owner has accepted: ask there",
        ),
        (
            errors.RepositoryNotFoundError,
            "the hub has no such model, or it is private: log in with 'hf auth login' or HF_TOKEN",
        ),
        (errors.RevisionNotFoundError, "the hub has no such revision of the model"),
        (
            errors.RemoteEntryNotFoundError,
            "it is no model of GAN Explorer: the hub has no such file",
        ),
        (errors.LocalTokenNotFoundError, "log in with 'hf auth login' or HF_TOKEN"),
        (httpx2.TimeoutException, f"{endpoint} does not answer"),
        (httpx2.TransportError, f"{endpoint} cannot be reached; is there a network?"),
        (errors.OfflineModeIsEnabled, "HF_HUB_OFFLINE is set, and the model is not in the cache"),
    )
    for kind, words in kinds:
        if any(isinstance(each, kind) for each in chain):
            return words
    for each in chain:
        if isinstance(each, errors.HfHubHTTPError):
            status = each.response.status_code
            if status in (401, 403):
                return f"the hub refuses ({status}): log in with 'hf auth login' or HF_TOKEN"
            return f"the hub answered {status}: {one_line(each.server_message or each)}"
    return f"the hub's answer cannot be used: {shown(one_line(error))}"
