"""The README of a model on the hub: metadata in YAML, then what its card says, for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gan_core.checkpoints.native import Card
from gan_core.settings.families import FAMILIES
from gan_core.sharing.licences import NON_COMMERCIAL, HubLicence
from gan_core.storage.text import one_line

LIBRARY = "gan-explorer"
MIXIN_TAGS = ("model_hub_mixin", "pytorch_model_hub_mixin")
HUB_DATASETS = {"mnist": "ylecun/mnist", "fashion-mnist": "zalando-datasets/fashion_mnist"}
"""Where the hub has the same pictures; other data sets go by our name."""

TASKS = {"classifier": "image-classification", "discriminator": "image-classification"}
GENERATION = "unconditional-image-generation"
NO_RESULTS = ("n", "seed")


def readme(card: Card, licence: HubLicence, *, repository: str) -> str:
    """Return the README of a model that goes up as ``repository``, owner/name."""
    from huggingface_hub import ModelCardData

    metadata = ModelCardData(**metadata_fields(card, licence)).to_yaml()
    return f"---\n{metadata}\n---\n\n{_body(card, licence, repository)}"


def metadata_fields(card: Card, licence: HubLicence) -> dict[str, Any]:
    """Return the hub's metadata of a model."""
    numbers = results(card.metrics)
    dataset = HUB_DATASETS.get(card.dataset, card.dataset)
    named = {"license_name": licence.name, "license_link": licence.link} if licence.name else {}
    return {
        "license": licence.identifier,
        **named,
        "library_name": LIBRARY,
        "pipeline_tag": TASKS.get(card.kind, GENERATION),
        "tags": sorted({LIBRARY, card.kind, *MIXIN_TAGS}),
        "datasets": [dataset],
        **({"metrics": list(numbers)} if numbers else {}),
    }


def results(metrics: Mapping[str, Any]) -> dict[str, float]:
    """Return the numbers of a card's metrics by name; those in groups are left out."""
    return {
        name: float(value)
        for name, value in metrics.items()
        if isinstance(value, int | float) and not isinstance(value, bool) and name not in NO_RESULTS
    }


def _body(card: Card, licence: HubLicence, repository: str) -> str:
    facts = FAMILIES[card.kind]
    use = f'model = gan_core.load("{repository}")'
    if facts.generates:
        labels = ", torch.arange(10)" if facts.conditional else ""
        draw = f"torch.randn(10, {int(card.settings['latent_dim'])})"
        use += f"\npictures = decode(model.network, model.settings, {draw}{labels})"
        use = f"import torch\nfrom gan_core.latent.generation import decode\n\n{use}"
    parts = [
        f"# {_plain(card.name)}",
        f"A model of kind `{card.kind}`, trained on {_plain(card.dataset)} for {card.steps} steps "
        f"with GAN Explorer's recipe {_plain(card.recipe)}.",
        f"```python\nimport gan_core\n{use}\n```",
        f"Trained by\n\n```\n{one_line(card.command, most=2000).replace('`', '')}\n```",
        _results_table(card),
        _licence_text(card, licence),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _licence_text(card: Card, licence: HubLicence) -> str:
    name = licence.name or licence.identifier
    link = f" ({licence.link})" if licence.link else ""
    text = f"## Licence\n\n{name}{link}. The data's: {_plain(card.licence)}."
    if card.dataset in NON_COMMERCIAL:
        text += (
            " For non-commercial research only, as CelebA is; neither the pictures nor what is "
            "made of them may be used otherwise."
        )
    return text


def _results_table(card: Card) -> str:
    numbers, floor = results(card.metrics), results(card.metrics.get("floor") or {})
    if not numbers:
        return ""
    split, count = _plain(card.metrics.get("split", "test")), _plain(card.metrics.get("n", "all"))
    rows = [
        f"| {_plain(name)} | {value:.4g} | {_floor(floor, name)} |"
        for name, value in numbers.items()
    ]
    return "\n".join(
        [
            f"## Metrics\n\nOn {count} pictures of the {split} split, beside real pictures against "
            "real ones. Distances are in features of GAN Explorer's own networks, so they are no "
            "FID of Inception's.\n",
            "| metric | model | real against real |",
            "| --- | --- | --- |",
            *rows,
        ]
    )


def _floor(floor: Mapping[str, float], name: str) -> str:
    return f"{floor[name]:.4g}" if name in floor else ""


def _plain(text: object) -> str:
    """Return somebody's words without what Markdown and HTML obey."""
    return "".join(c for c in one_line(text) if c not in "`<>[]|*#")
