"""A model's latents as sliders in a notebook, with the picture that follows."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from gan_core.notebook.assets import script, style
from gan_core.notebook.decoding import LatentDecoder, Pixels
from gan_core.viz.palette import PALETTE

STRIP = 9
MOST_PICTURES = 64


class SlidersWidget(anywidget.AnyWidget):
    """Sliders and a picture; ``latent`` follows the hand and may be set or observed."""

    _esm = script("sliders")
    _css = style("sliders")

    page = traitlets.Dict().tag(sync=True)
    latent = traitlets.List(traitlets.Float()).tag(sync=True)

    def __init__(self, decoder: LatentDecoder) -> None:
        super().__init__()
        self.decoder = decoder
        self.latent = decoder.start()
        self.page = {
            "palette": PALETTE,
            "model": decoder.name,
            "axes": [
                {"name": f"Latent {place + 1}", "at": place} for place in range(len(self.latent))
            ],
            "strip": STRIP,
            "predictions": decoder.classifier is not None,
        }
        self.on_msg(self._hear)

    @traitlets.validate("latent")
    def _of_its_length(self, proposal: Any) -> list[float]:  # noqa: ANN401
        latent: list[float] = proposal["value"]
        size = self.decoder.settings.latent_dim
        if len(latent) != size:
            raise traitlets.TraitError(f"a latent of {len(latent)} numbers; accepted: {size}")
        return latent

    def picture(self) -> Pixels:
        """Return the picture of ``latent``, (S, S) or (S, S, 3) uint8."""
        return self.decoder.picture(self.latent)

    def _hear(self, _widget: object, content: Any, _buffers: object) -> None:  # noqa: ANN401
        """Answer a view that asks for pictures, under the number of its question."""
        match content:
            case {"ask": int(number), "latents": [*latents]}:
                try:
                    facts, pixels = self.decoder.answer(latents[:MOST_PICTURES])
                except (ValueError, TypeError) as error:
                    self.send({"answer": number, "error": str(error)})
                else:
                    self.send({"answer": number, **facts}, buffers=[pixels])
