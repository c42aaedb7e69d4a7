"""GAN Explorer's library: small GANs, their training, their metrics and their pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gan_core.checkpoints.native import Model

__all__ = ["__version__", "load"]
__version__ = "0.2.0"


def load(name: str | Path, *, revision: str | None = None) -> Model:
    """Return a trained model, in float32 on the CPU, ready to be used.

    ``name`` is that of a shipped model (``gan-core models`` lists them), a folder of ``train`` or
    ``pull``, a file of ``convert``, or a model of the hub, ``owner/name``, which is fetched with
    huggingface_hub where no such folder lies here. ``revision`` pins a model of the hub: a commit's
    hash, a branch or a tag. Only JSON and safetensors are read.

    Raises ``gan_core.checkpoints.native.CheckpointError`` where there is no such model, or where it
    is not acceptable; its one line says why.
    """
    # torch takes seconds to import, and much of the library needs no model.
    from gan_core.sharing.loading import load_model

    return load_model(name, revision=revision)
