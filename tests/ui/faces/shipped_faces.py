"""Small models of faces where the pages look for shipped ones."""

import torch

from gan_core.checkpoints import native as checkpoints
from gan_core.checkpoints.native import save_model
from gan_core.evaluation import latent_statistics
from tests.face_pictures import small_face_model
from ui.latent import walk as latent_walk
from ui.models import model_list, shown_models

FACE_MODELS = ("dcgan-celeba64", "vae-celeba64")


def ship_small_faces(folder, monkeypatch):
    """Put small models of faces beside the shipped ones of digits, for one test.

    Returns the models by name. ``forget_models`` has to be called after the test.
    """
    made = {}
    for name in checkpoints.model_names():
        if name not in FACE_MODELS:
            (folder / name).symlink_to(checkpoints.PRETRAINED / name)
    for name in FACE_MODELS:
        made[name] = small_face_model(name)
        save_model(folder / name, made[name].network, made[name].card)
        latent_statistics.save_latent_statistics(
            folder / name, _made_up_statistics(made[name].settings.latent_dim)
        )
    for module in (checkpoints, latent_statistics, model_list):
        monkeypatch.setattr(module, "PRETRAINED", folder)
    # Where functions look for models is fixed when they are defined.
    monkeypatch.setattr(checkpoints.model_names, "__defaults__", (folder,))
    for function in (
        checkpoints.find_model,
        checkpoints.load_model,
        latent_statistics.load_latent_statistics,
    ):
        monkeypatch.setitem(function.__kwdefaults__, "folder", folder)
    forget_models()
    return made


def forget_models():
    """Let the pages read all models again."""
    for kept in (shown_models.shipped_model, shown_models.shipped_statistics):
        kept.cache_clear()
    latent_walk.KEPT_WALKS.clear()


def _made_up_statistics(size):
    random = torch.Generator().manual_seed(0)
    none = torch.zeros(0, dtype=torch.int64)
    directions = torch.linalg.qr(torch.randn(size, 12, generator=random)).Q.T.contiguous()
    return latent_statistics.LatentStatistics(
        latents=torch.zeros(0, size), labels=none, errors=torch.zeros(0),
        effects=torch.rand(size, generator=random), directions=directions,
        shares=torch.linspace(0.2, 0.01, 12), means=torch.zeros(0, size), counts=none,
        sharpness=0.5, coverage=0.5,
    )  # fmt: skip
