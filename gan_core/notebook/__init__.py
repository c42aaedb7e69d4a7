"""Live pictures in notebooks: a run while it trains, and a model's latents as sliders.

In Jupyter, VS Code and marimo what is returned is a widget (anywidget, the extra ``notebook``),
drawn by the same modules as the app; without anywidget it is a plotly figure with the same methods.
This package imports nothing heavy until it is used.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gan_core.checkpoints.native import Model
    from gan_core.notebook.run_widget import RunWidget
    from gan_core.notebook.sliders_widget import SlidersWidget
    from gan_core.notebook.still import StillRun, StillSliders
    from gan_core.settings.toy import ToySettings

__all__ = ["has_widgets", "latent_sliders", "live_run"]


def has_widgets() -> bool:
    """Return whether anywidget is installed, so that pictures move."""
    return find_spec("anywidget") is not None


def live_run(
    settings: ToySettings | str,
    *,
    steps: int | None = None,
    device: str = "cpu",
    start: bool = True,
) -> RunWidget | StillRun:
    """Return a toy run that trains in the background, to be shown as a cell's last line.

    ``settings`` may be the name of a preset (``gan-core toy --list``); ``steps`` overrides the
    settings' epochs; ``start=False`` waits for the button or ``start()``. ``pause()``, ``step()``,
    ``change()`` and ``wait()`` steer it, ``report``, ``rows`` and ``figure()`` say where it stands,
    and ``close()`` ends the training. A run whose view has left the notebook pauses by itself.
    Raises ``SettingsError`` for an unknown preset and ``ValueError`` for a device that is not here.
    """
    from gan_core.notebook.training_thread import TrainingThread
    from gan_core.recipes.toy import toy_preset

    given = toy_preset(settings).settings() if isinstance(settings, str) else settings
    training = TrainingThread(given, steps=steps, device=device)
    if has_widgets():
        from gan_core.notebook.run_widget import RunWidget

        shown: RunWidget | StillRun = RunWidget(training)
    else:
        from gan_core.notebook.still import StillRun

        shown = StillRun(training)
    if start:
        shown.start()
    return shown


def latent_sliders(model: Model | str, *, label: int = 0) -> SlidersWidget | StillSliders:
    """Return a slider for each latent of a model with the picture that it decodes to.

    ``model`` is what ``gan_core.load`` returns, or a name for it; ``label`` is what a conditional
    one shows. ``latent`` is where the sliders stand and may be set; ``picture()`` is its picture,
    uint8. Raises ``ValueError`` for a model that makes no pictures.
    """
    from gan_core import load
    from gan_core.notebook.decoding import LatentDecoder

    decoder = LatentDecoder(load(model) if isinstance(model, str) else model, label=label)
    if has_widgets():
        from gan_core.notebook.sliders_widget import SlidersWidget

        return SlidersWidget(decoder)
    from gan_core.notebook.still import StillSliders

    return StillSliders(decoder)
