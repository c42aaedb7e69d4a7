"""Under which licence a model may be passed on, and what its owner has to agree to."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gan_core.checkpoints.native import Card
from gan_core.storage.text import shown

NON_COMMERCIAL = frozenset({"celeba"})
"""Data sets whose models are for non-commercial research only."""

IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9.-]{0,63}")


class LicenceError(ValueError):
    """A model may not go up like this; one line says why and what to do."""


@dataclass(frozen=True)
class HubLicence:
    """A licence as the hub's metadata have it; ``name`` and ``link`` go with ``other``."""

    identifier: str
    name: str = ""
    link: str = ""


CELEBA = HubLicence(
    "other", "celeba-non-commercial-research", "https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html"
)
HUB_LICENCES: dict[str, HubLicence] = {
    "CC BY-SA 3.0": HubLicence("cc-by-sa-3.0"),
    "CC BY-SA 4.0": HubLicence("cc-by-sa-4.0"),
    "CC BY 4.0": HubLicence("cc-by-4.0"),
    "MIT": HubLicence("mit"),
    "public domain (NIST)": HubLicence(
        "other",
        "nist-public-domain",
        "https://www.nist.gov/itl/products-and-services/emnist-dataset",
    ),
    "non-commercial research use": CELEBA,
}
"""The hub's name of each licence that our cards have."""


def choose_licence(card: Card, given: str | None, *, agreed: bool) -> HubLicence:
    """Return the licence that a model goes up with.

    ``given`` is the hub's identifier of one, for models whose card has none that the hub knows;
    ``agreed`` says that somebody has agreed to non-commercial research use. Raises
    ``LicenceError``.
    """
    if card.dataset in NON_COMMERCIAL and not agreed:
        raise LicenceError(
            f"{card.name} is made of {card.dataset}, which allows non-commercial research use "
            "only, also of models; --agree-non-commercial says that you pass it on for that alone"
        )
    known = CELEBA if card.dataset in NON_COMMERCIAL else HUB_LICENCES.get(card.licence)
    if known is not None and given is not None:
        raise LicenceError(
            f"--licence {shown(given)} is not accepted: {card.name} has the licence of its data, "
            f"{known.name or known.identifier}"
        )
    if known is not None:
        return known
    if given is None or not IDENTIFIER.fullmatch(given):
        said = "is missing" if given is None else f"{shown(given)} is no identifier"
        raise LicenceError(
            f"--licence {said}: the card of {card.name} says {card.licence!r}, so you name the "
            "licence, as the hub writes it, such as mit or cc-by-4.0"
        )
    return HubLicence(given)
