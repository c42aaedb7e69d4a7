"""What becomes of the runs of a process that has died."""

from __future__ import annotations

from gan_core.runs.groups import GroupRecord
from gan_core.runs.run_record import RunRecord
from gan_core.runs.store import RunStore

STRIKES, ALL_STRIKES = 2, 10
"""Processes that may end in a run's turn since it was saved last, and in all, before it is put
aside: what ends them at the same step each time never comes to its next checkpoint."""

RECOVER = "recover"
LOST = "The training process ended unexpectedly; the last checkpoint is kept."
HARMFUL = "Put aside: {count} training processes ended while it trained. Other settings may help."


class Recovery:
    """Queues the runs of dead processes again, and puts aside those that end processes."""

    def __init__(self, store: RunStore, holder: str) -> None:
        self.store, self.holder = store, holder
        self._saved_at_strikes: dict[str, list[int]] = {}

    def recover(self, name: str, *, grouped: bool, guilty: bool) -> None:
        """Queue what trained, in whoever's turn it was; ``guilty`` where it was this one's.

        What rested is stopped. Raises ``KeyError`` where it is gone.
        """
        table = self.store.table(grouped=grouped)
        record = table.get(name)
        strikes = self._strike(record) if guilty else record.strikes
        table.update(name, strikes=strikes)
        if guilty and strikes >= STRIKES:
            if grouped:
                self.store.groups.update_runs(name, state="stopped", pid=0)
            table.update(name, state="failed", message=HARMFUL.format(count=strikes), pid=0)
        elif record.state in ("running", "preparing"):
            self.store.queue.requeue(name, grouped=grouped, intent=RECOVER)
        elif record.active:
            self._stop(name, LOST, grouped=grouped)
        self.store.queue.release(name, self.holder)

    def put_aside(self, name: str, message: str, *, grouped: bool) -> None:
        """Stop what was held where nothing can train any more; it can resume later.

        Raises ``KeyError`` where it is gone.
        """
        if self.store.table(grouped=grouped).get(name).active:
            self._stop(name, message, grouped=grouped)
        self.store.queue.release(name, self.holder)

    def _stop(self, name: str, message: str, *, grouped: bool) -> None:
        if grouped:
            self.store.groups.update_runs(name, state="stopped", pid=0)
        self.store.table(grouped=grouped).update(name, state="stopped", message=message, pid=0)

    def _strike(self, record: RunRecord | GroupRecord) -> int:
        """Return the strikes of a run in whose turn a process has ended."""
        path = self.store.checkpoint_path(record.id)
        saved = path.stat().st_mtime_ns if path.exists() else 0
        times = self._saved_at_strikes.setdefault(record.id, [])
        went_on = bool(times) and saved > times[-1]
        times.append(saved)
        if len(times) >= ALL_STRIKES:
            return len(times)
        return 1 if went_on else record.strikes + 1
