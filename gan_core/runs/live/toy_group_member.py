"""One run of a group: its metrics and pictures."""

from __future__ import annotations

from gan_core.runs.store import RunStore
from gan_core.storage.serialization import pack_frame
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.evaluation import ToyEvaluator, ToyReport
from gan_core.training.toy.stack import ToyPack

Picture = tuple[ToyReport, bytes]


class GroupMember:
    """The run ``pack.members[index]``.

    ``seconds`` is its share of the group's training time.
    """

    def __init__(self, store: RunStore, run: str, pack: ToyPack, index: int) -> None:
        self.store = store
        self.run = run
        self.pack = pack
        self.index = index
        self.member = pack.members[index]
        self.evaluator = ToyEvaluator(self.member)
        self.seconds = store.get(run).seconds
        self.reported = False

    @property
    def diverged(self) -> bool:
        """Whether the run diverged."""
        return self.index in self.pack.broken

    def picture(self, *, rate: float | None, full: bool) -> Picture | None:
        """Return metrics and packed picture of this step; None if the run has diverged."""
        try:
            report, arrays = self.evaluator.report(
                self.member, seconds=self.seconds, steps_per_s=rate, full=full
            )
        except DivergenceError as error:
            self.pack.broken[self.index] = error
            self.fail()
            return None
        return report, pack_frame(report.as_dict(), arrays)

    def show(self, picture: Picture) -> None:
        """Publish the newest picture."""
        self.store.set_live(self.run, picture[1])
        self.store.update(self.run, step=picture[0].step, seconds=self.seconds)

    def keep(self, picture: Picture, *, row: bool, frame: bool, milestone: bool = False) -> None:
        """Write metrics, snapshot or both."""
        report, content = picture
        if row:
            self.store.add_report(self.run, report.as_dict())
        if frame:
            self.store.add_frame(self.run, report.step, content, milestone=milestone)

    def fail(self) -> None:
        """Write, once, that the run has diverged; what was published before stays."""
        if self.reported:
            return
        self.reported = True
        error = self.pack.broken[self.index]
        message = (
            f"{error.quantity} became NaN or infinite at step {error.step}. "
            "The last good snapshot is kept."
        )
        self.store.update(
            self.run,
            state="failed",
            message=message,
            step=self.member.steps_done,
            seconds=self.seconds,
            pid=0,
        )
