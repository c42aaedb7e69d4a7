"""What can be asked of a run in a notebook, whether its picture moves or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from gan_core.notebook.training_thread import TrainingThread

if TYPE_CHECKING:
    import plotly.graph_objects as go

    from gan_core.training.toy.trainer import ToyTrainer


class RunControls:
    """Steers a run that trains in the background and says where it stands."""

    training: TrainingThread

    def start(self) -> Self:
        """Train, or train on."""
        self.training.start()
        return self

    def pause(self) -> Self:
        """Stop after the current update."""
        self.training.pause()
        return self

    def step(self, part: str = "both") -> Self:
        """Do one update of ``discriminator``, ``generator`` or ``both``, paused.

        Raises ``ValueError`` for another part.
        """
        parts = ("discriminator", "generator", "both")
        if part not in parts:
            raise ValueError(f"part {part!r}; accepted: {', '.join(parts)}")
        self.training.step(part)
        return self

    def change(self, **settings: object) -> Self:
        """Change settings from the next update on, such as ``lr_g=1e-4``.

        Raises ``SettingsError`` for what cannot change during a run.
        """
        self.training.change(dict(settings))
        return self

    def wait(self, timeout: float | None = None) -> Self:
        """Return when the run rests, or after ``timeout`` seconds.

        Raises ``RunFailedError`` for a run that diverged.
        """
        self.training.wait(timeout)
        return self

    def close(self) -> None:
        """End the training; numbers and figures stay."""
        self.training.close()

    @property
    def state(self) -> str:
        """``ready``, ``running``, ``paused``, ``stopped`` (closed), ``finished`` or ``failed``."""
        return self.training.record.state

    @property
    def rows(self) -> list[dict[str, Any]]:
        """A row of numbers for every hundred steps, the fields of ``ToyReport``."""
        return self.training.reports()

    @property
    def report(self) -> dict[str, Any]:
        """The newest row, exact while the run rests."""
        return self.rows[-1]

    @property
    def trainer(self) -> ToyTrainer:
        """Both networks and optimisers; to be read while the run rests."""
        return self.training.trainer

    def figure(self, *, theme: str = "light") -> go.Figure:
        """Return samples over D's potential, as a plotly figure in ``light`` or ``dark``."""
        from gan_core.viz.toy_figures import plane_figure

        return plane_figure(self.training.picture(), self.training.settings, theme=theme)

    def curves(self, *, theme: str = "light") -> go.Figure:
        """Return losses, modes and the range of D over the steps, as a plotly figure."""
        from gan_core.viz.toy_figures import curve_figure

        return curve_figure(self.rows, theme=theme)
