"""A job on a worker: it works while a task of a few seconds is open, and rests between tasks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

EXPIRE_SECONDS = 60.0
"""A job that nobody has given a turn for so long ends: whoever wanted it is gone."""

PATIENCE_SECONDS = 0.5
"""A task ends so long after its time even if the job is in the midst of something."""

_jobs: dict[str, Job] = {}


class DroppedError(BaseException):
    """Raised inside a job that nobody wants any more; no error of the job's."""


class Turn:
    """What a job is given to keep to its turns, and to tell how far it is."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.until = 0.0
        self.open = self.dropped = self.stopping = False
        self.rested = 0.0
        """Seconds between turns so far."""

        self.news: list[Any] = []
        self.before_rest: Callable[[], None] = lambda: None
        """Called at the end of each turn, to tell what there is."""

    def pause(self) -> bool:
        """Wait for the next turn if this one is over; returns whether to stop and save.

        Called often, between two steps. Ends the job where nobody wants it any more.
        """
        if time.monotonic() >= self.until or self.dropped:
            self.before_rest()
            with self.changed:
                self.open = False
                self.changed.notify_all()
                began = time.monotonic()
                if not self.changed.wait_for(lambda: self.open or self.dropped, EXPIRE_SECONDS):
                    self.dropped = True
                self.rested += time.monotonic() - began
                if self.dropped:
                    raise DroppedError
        return self.stopping

    def tell(self, news: Any) -> None:  # noqa: ANN401
        """Have something sent to whoever wants the job, when this turn is over."""
        with self.changed:
            self.news.append(news)


Body = Callable[..., Any]
"""What a job does: called with its ``Turn`` and what else was given; returns its result."""


class Job:
    """A body at work in a thread of its own."""

    def __init__(self, name: str, body: Body, given: tuple[Any, ...]) -> None:
        self.turn = Turn()
        self.result: Any = None
        self.error: Exception | None = None
        self.ended = False
        self.worked = 0.0
        """Seconds that it was at work from begin to end, without its rests."""

        self._body, self._given, self._name = body, given, name
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        began = time.monotonic()
        try:
            self.turn.pause()
            self.result = self._body(self.turn, *self._given)
        except DroppedError:
            _jobs.pop(self._name, None)
        except Exception as error:
            self.error = error
        finally:
            with self.turn.changed:
                self.worked = time.monotonic() - began - self.turn.rested
                self.ended, self.turn.open = True, False
                self.turn.changed.notify_all()

    def work(self, seconds: float, *, stop: bool) -> dict[str, Any]:
        """Give the job a turn; returns its news, whether it has ended, and with what."""
        turn = self.turn
        with turn.changed:
            turn.stopping = turn.stopping or stop
            if not self.ended:
                turn.until = time.monotonic() + seconds
                turn.open = True
                turn.changed.notify_all()
            turn.changed.wait_for(lambda: not turn.open, seconds + PATIENCE_SECONDS)
            news, turn.news = turn.news, []
            if self.ended and self.error is not None:
                raise self.error
            return {
                "news": news,
                "ended": self.ended,
                "result": self.result,
                "worked": self.worked,
            }


def work(
    name: str, seconds: float, *, stop: bool, begin: tuple[Body, tuple[Any, ...]] | None
) -> dict[str, Any]:
    """Begin a job, or go on with it, for so long; a task.

    What is asked to go on and is not here any more is ``gone``.
    """
    if begin is not None:
        _jobs[name] = Job(name, *begin)
    job = _jobs.get(name)
    if job is None:
        return {"gone": True}
    try:
        done = job.work(seconds, stop=stop)
    except Exception:
        _jobs.pop(name, None)
        raise
    if done["ended"]:
        _jobs.pop(name, None)
    return done


def drop(names: list[str]) -> None:
    """End jobs at their next pause."""
    for name in names:
        job = _jobs.pop(name, None)
        if job is not None:
            with job.turn.changed:
                job.turn.dropped = True
                job.turn.changed.notify_all()
