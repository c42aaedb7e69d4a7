"""What stands in for the widgets where anywidget is not installed: figures that stand still."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go

from gan_core.notebook.decoding import Floats, LatentDecoder, Pixels
from gan_core.notebook.run_controls import RunControls
from gan_core.notebook.training_thread import TrainingThread
from gan_core.viz.palette import PALETTE
from gan_core.viz.template import plotly_template

NOTE = "A still picture; with anywidget it moves: pip install 'gan-explorer[notebook]'"


class StillRun(RunControls):
    """A run whose picture is that of the moment in which its cell ran."""

    def __init__(self, training: TrainingThread) -> None:
        self.training = training

    def _repr_mimebundle_(self, **options: Any) -> Any:  # noqa: ANN401
        return still_bundle(self.figure(), **options)


class StillSliders:
    """A latent and its picture; set ``latent`` and show it again to move on."""

    def __init__(self, decoder: LatentDecoder) -> None:
        self.decoder = decoder
        self.latent = decoder.start()

    def picture(self) -> Pixels:
        """Return the picture of ``latent``, (S, S) or (S, S, 3) uint8."""
        return self.decoder.picture(self.latent)

    def close(self) -> None:
        """Do nothing: there is nothing to let go of."""

    def figure(self, *, theme: str = "light") -> go.Figure:
        """Return the picture of ``latent`` as a plotly figure in ``light`` or ``dark``."""
        return picture_figure(self.picture(), self.latent, theme=theme)

    def _repr_mimebundle_(self, **options: Any) -> Any:  # noqa: ANN401
        return still_bundle(self.figure(), **options)


def picture_figure(picture: Pixels, latent: Floats, *, theme: str) -> go.Figure:
    """Return one picture with its latent, or the beginning of a long one, as the title."""
    shown = ", ".join(f"{value:.2f}" for value in latent[:6]) + (", …" if len(latent) > 6 else "")
    coloured = picture if picture.ndim == 3 else picture[..., None].repeat(3, axis=2)
    figure = go.Figure(go.Image(z=coloured))
    figure.update_layout(
        template=plotly_template(theme), title=f"z = ({shown})", width=360, height=380,
        paper_bgcolor=PALETTE[theme]["paper"], xaxis={"visible": False}, yaxis={"visible": False},
    )  # fmt: skip
    return figure


def still_bundle(figure: go.Figure, **options: Any) -> Any:  # noqa: ANN401
    """Return what a notebook shows of a figure, with one line that says why it stands still."""
    figure.add_annotation(
        text=NOTE, showarrow=False, x=0, y=0, xref="paper", yref="paper", xanchor="left",
        yanchor="top", yshift=-46, font={"size": 12},
    )  # fmt: skip
    figure.update_layout(margin_b=72)
    return figure._repr_mimebundle_(**options)
