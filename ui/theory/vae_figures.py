"""What the canvas shows of each experiment of the view from AE to VAE."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from gan_core.evaluation.elbo import BoundStudy
from gan_core.viz.elbo import (
    BoundPart,
    estimates_figure,
    map_figure,
    maps_figure,
    parts_figure,
)
from ui.shared.drawing import figure, pictures, strip, three
from ui.shared.shell import current_theme
from ui.shared.text import _
from ui.theory.link_state import VaeChoice
from ui.theory.numbers import Beside, beside_text, numbers_beside
from ui.theory.vae_numbers import (
    beta_name,
    few_widths,
    maps_of,
    posterior_pictures,
    prior_pictures,
    sampled_kl,
    shown_digits,
    spread_of,
    study_of,
)

SMALL, LARGE = 50, 76
"""Width in pixels of a picture: one of many from the prior, one of a few from q."""


def map_canvas(choice: VaeChoice, row: dict[str, str]) -> None:
    """Show the row of maps, the chosen one large, and what its decoder makes of the prior."""
    study = study_of(row[choice.beta])
    spread = spread_of(study)
    spreads = (
        Beside(name, value, 1.0, against=_("prior"))
        for name, value in zip((_("RMS of latent 1"), _("of latent 2")), spread, strict=True)
    )
    strip(
        *((one.label, beside_text(one)) for one in spreads),
        (
            _("Effective number of classes, prior"),
            _("{measured} (test digits: {real})").format(
                measured=three(study.kinds), real=three(study.kinds_real)
            ),
        ),
    )
    maps, place = maps_of(row), list(row).index(choice.beta)
    figure(maps_figure(maps, chosen=place, theme=current_theme()), "vae-maps")
    left, right = st.columns([1, 1])
    with left:
        figure(
            map_figure(
                maps[place],
                few_widths(study),
                title=_("{name}: latents of {count:,} test digits").format(
                    name=beta_name(choice.beta), count=len(study.labels)
                ),
                axes=(_("latent 1"), _("latent 2")),
                theme=current_theme(),
            ),
            "vae-map",
        )
    with right:
        pictures(
            prior_pictures(row[choice.beta], choice.seed),
            _("{name}: prior samples, decoded").format(name=beta_name(choice.beta)),
            side=SMALL,
        )


def bound_canvas(choice: VaeChoice, row: dict[str, str]) -> None:
    """Show the ELBO's terms over beta, and how far it lies below log p(x)."""
    parts = [_part(beta, study_of(name)) for beta, name in row.items()]
    place = list(row).index(choice.beta)
    study, part = study_of(row[choice.beta]), parts[place]
    told = [three(value) for value in part.kl] or ["∞", "∞"]
    beside = Beside(
        _("ELBO beside log p(x)"), float(study.bound.mean()), float(study.evidence.mean()),
        _("nats"),
    )  # fmt: skip
    strip(
        (_("Reconstruction"), three(part.reconstruction)),
        (_("KL of latent 1, of 2"), _("{first}, {second}").format(first=told[0], second=told[1])),
        (beside.label, beside_text(beside)),
        *_best(row),
    )
    figure(
        parts_figure(
            parts,
            chosen=place,
            titles=(_("Negative ELBO of a test digit"), _("Reconstruction + KL, zoomed")),
            names=[
                _("reconstruction"), _("KL, latent 1"), _("KL, latent 2"), _("-ELBO"),
                _("-log p(x), exact"),
            ],
            axes=(_("beta"), _("nats")),
            theme=current_theme(),
        ),
        "vae-bound",
    )  # fmt: skip
    st.caption(
        _(
            "Means over {count:,} test digits, reconstructed from 8 samples each; log p(x) by "
            "summing over a grid. One training run each."
        ).format(count=len(study.labels))
    )


def kl_canvas(choice: VaeChoice, row: dict[str, str]) -> None:
    """Show a digit, what q makes of it, and its KL by samples beside the closed form."""
    name, shown = row[choice.beta], shown_digits()
    study, at = study_of(name), (choice.digit, choice.which - 1)
    place = int(shown.places[at])
    if study.variational:
        names = (_("Latent 1"), _("Latent 2"), _("Both latents"))
        found = sampled_kl(name, place, int(choice.samples), choice.seed)
        numbers_beside(
            *(
                Beside(
                    _("{latent}, ± {error}").format(latent=latent, error=three(one.error)),
                    one.measured, one.exact, _("nats"),
                )
                for latent, one in zip(names, found, strict=True)
            )
        )  # fmt: skip
    else:
        st.info(
            _(
                "An AE gives a point, not a q with a width: its KL to the prior is infinite, and "
                "there is nothing to sample. Choose a KL weight."
            )
        )
    made = posterior_pictures(name, place, choice.seed)
    left, middle, right = st.columns([1, 1, 5.2])
    with left:
        pictures(shown.images[at][None, None].float() / 127.5 - 1, _("Test digit"), side=LARGE)
    with middle:
        title = _("of q's mean") if study.variational else _("reconstruction")
        pictures(made[:1], title, side=LARGE)
    if not study.variational:
        return
    with right:
        pictures(made[1:], _("of samples from q"), side=LARGE)
    figure(
        estimates_figure(
            [replace(one.way, name=name) for name, one in zip(names[:2], found, strict=False)],
            names=(_("estimate"), _("95 % band"), _("exact")),
            x=_("samples"),
            y=_("KL, nats"),
            theme=current_theme(),
        ),
        "vae-kl",
    )
    means, widths = study.means[place], (0.5 * study.log_variances[place]).exp()
    st.caption(
        _("q(z|x) of this digit at {name}: {parts}").format(
            name=beta_name(choice.beta),
            parts=", ".join(
                _("latent {j}: mean {mean:.3f}, std {width:.3f}").format(
                    j=j, mean=mean, width=width
                )
                for j, (mean, width) in enumerate(zip(means, widths, strict=True), start=1)
            ),
        )
    )


def _part(beta: str, study: BoundStudy) -> BoundPart:
    kl = tuple(study.kl.mean(0).tolist()) if study.variational else ()
    name = beta if study.variational else _("{name}<br>KL ∞").format(name=beta_name(beta))
    return BoundPart(name, float(study.reconstruction.mean()), kl, float(study.evidence.mean()))


def _best(row: dict[str, str]) -> list[tuple[str, str]]:
    bounds = {b: float(study_of(n).bound.mean()) for b, n in row.items() if study_of(n).variational}
    if not bounds:
        return []
    best = max(bounds, key=bounds.__getitem__)
    return [
        (
            _("Best ELBO of the row"),
            _("{bound} at {name}").format(bound=three(bounds[best]), name=beta_name(best)),
        )
    ]
