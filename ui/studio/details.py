"""Below the studio's fold: what to look for, the recipe, and the strip of pictures."""

from __future__ import annotations

import io

import streamlit as st
from PIL import Image

from gan_core.recipes.catalogue import image_recipe
from gan_core.recipes.recipe import ImageRecipe
from gan_core.runs.run_record import RunRecord
from gan_core.settings.images import ImageSettings
from ui.models.diagram import show_diagram
from ui.run.image_session import StudioSession
from ui.run.page import run_so_far
from ui.shared.text import N_, Texts, _

STRIP_SHARES = (0.0, 1 / 15, 1 / 3, 1.0)
"""Of a run: gan-digits (docs/references.md) shows steps 0, 10,000, 50,000 and 150,000."""

FORMULAS = {
    "ae": r"-\sum_i x_i \log y_i + (1 - x_i) \log (1 - y_i)",
    "vae": r"-\sum_i x_i \log y_i + (1 - x_i) \log (1 - y_i)"
    r" \;+\; \tfrac{1}{2} \sum_j \mu_j^2 + \sigma_j^2 - 1 - \log \sigma_j^2",
    "gan": r"D: -\tfrac{1}{2}\left(\log D(x) + \log(1 - D(G(z)))\right) \qquad G: -\log D(G(z))",
    "cgan": r"D: -\tfrac{1}{2}\left(\log D(x, y) + \log(1 - D(G(z, y), y))\right)"
    r" \qquad G: -\log D(G(z, y), y)",
    "classifier": r"-\log p(y \mid x)",
}
WORDS = Texts(
    {
        "ae": N_(
            "The encoder turns a picture into a few numbers, the decoder turns them back. Nothing "
            "says where these latents have to lie, so numbers drawn from N(0, I) may fall where no "
            "latents are: compare the prior samples with the reconstructions."
        ),
        "vae": N_(
            "The first term asks for a good reconstruction, the second keeps the latents near N(0, "
            "I). The KL rises while the reconstruction falls: detail has to be written into the "
            "latents."
        ),
        "gan": N_(
            "G turns noise into pictures, D tells them from real ones. Neither loss tells how good "
            "the pictures are; look at them. When all cells look alike, G has collapsed: the "
            "diversity falls towards 0 %."
        ),
        "cgan": N_(
            "G and D both see the label. A column that shows another digit lowers the conditional "
            "accuracy; one of equal pictures tells that G has collapsed inside that label."
        ),
        "classifier": N_(
            "Not a generative model: its 128 features measure the pictures of the others. The "
            "sheet shows its least certain predictions."
        ),
    }
)


def studio_details(session: StudioSession, settings: ImageSettings, recipe: str) -> None:
    """Draw what explains the run, and the strip of what it made so far."""
    with st.expander(_("What to look for"), expanded=True):
        explanation(settings, image_recipe(recipe))
    show_diagram(settings, key="studio")
    record = session.record()
    if record is None or not run_so_far(record):
        return
    strip(session, record)


def explanation(settings: ImageSettings, recipe: ImageRecipe) -> None:
    """Draw what the model is, where it comes from, what it minimises and what to watch."""
    st.markdown(f"**{_(recipe.about)}** {_('From')}: {_(recipe.source)}.")
    if settings.kind in WORDS:
        st.markdown(WORDS[settings.kind])
    if settings.kind in FORMULAS and (settings.loss == "ns" or not settings.adversarial):
        st.latex(FORMULAS[settings.kind])


def strip(session: StudioSession, record: RunRecord) -> None:
    """Draw what was made at the shares of the run that ``STRIP_SHARES`` has."""
    kept = session.store.frame_steps(record.id)
    steps = sorted(
        {min(kept, key=lambda s: abs(s - share * record.step)) for share in STRIP_SHARES}
    )
    st.caption(_("From the start until now. Each cell has a fixed latent or picture."))
    images = [
        Image.open(io.BytesIO(frame)).convert("L")
        for frame in session.store.frames(record.id, steps)
    ]
    captions = [_("step {step:,}").format(step=step) for step in steps]
    st.image(images, caption=captions, width=280, alt=captions)
