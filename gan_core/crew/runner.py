"""What the pages ask of whatever trains: the processes of this machine, or those of a cluster."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Sequence
from typing import Any

from gan_core.crew.drafts import Drafts
from gan_core.crew.interface import Runner, RunnerError, told
from gan_core.crew.layers import LayerWishes
from gan_core.crew.machines import Machines, ThisMachine
from gan_core.crew.scheduler import Scheduler
from gan_core.runs.groups import GroupPlan, GroupRecord, UnknownGroupError, check_group
from gan_core.runs.integrity.trouble import trouble_of
from gan_core.runs.retention import ALL_KEPT, make_place
from gan_core.runs.run_record import RunRecord, UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.base import Settings
from gan_core.storage.memory import free_bytes

__all__ = ["LocalRunner", "Runner", "RunnerError"]

ELSEWHERE = "This run belongs to a comparison or sweep that trains; it can resume when that rests."
IN_LAB = "A run of this comparison trains in the lab; pause it there first."
OTHER = "Put to rest since you started another run; it can resume from here."
FULL = f"{ALL_KEPT:,} runs were begun within a day, as many as are kept; try again tomorrow."
PLACE_SECONDS = 0.5
MEMORY_SHARE = 0.4
LEAST_BUDGET = 1_000_000_000


def new_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(12)


def crew_size() -> int:
    """Return how many processes train: ``GAN_EXPLORER_CREW``, else one a core less one."""
    wished = os.environ.get("GAN_EXPLORER_CREW", "")
    if wished.isdecimal() and int(wished) > 0:
        return int(wished)
    return max(1, (os.cpu_count() or 1) - 1)


class LocalRunner:
    """Trains many runs in a crew of processes; safe to share between threads.

    They are of ``machines`` where these are given, else ``size`` of this machine. Queue and store
    are here in any case.
    """

    def __init__(
        self,
        store: RunStore,
        *,
        size: int | None = None,
        budget: int | None = None,
        machines: Machines | None = None,
    ) -> None:
        size = size or crew_size()
        free = free_bytes() or 4 * LEAST_BUDGET
        budget = budget or max(LEAST_BUDGET, int(MEMORY_SHARE * free / size))
        self.store = store
        self.drafts = Drafts()
        self.scheduler = Scheduler(
            store, machines=machines or ThisMachine(size), budget=budget, own=os.cpu_count() or 1
        )
        self.scheduler.start()
        self.crew = self.scheduler.crew
        self.tasks = self.scheduler.tasks
        self.layers = LayerWishes(self.store, self.drafts, self.crew)

    @property
    def trouble(self) -> str:
        """What keeps runs from being kept or trained now, in one line; empty for nothing."""
        return trouble_of(self.store) or self.crew.machines.trouble

    def hello(self) -> dict[str, Any] | None:
        """Return what the first process said of this machine's devices; None until one has."""
        return self.crew.hello()

    def pending(self, name: str) -> bool:
        """Whether commands for a run or group wait to be carried out."""
        return self.crew.pending(name)

    @told
    def submit(
        self, settings: Settings, *, device: str, steps: int | None = None, owner: str = ""
    ) -> str:
        """Queue a new run that trains as soon as there is room; returns its name at once."""
        self._make_place()
        run = new_name()
        self.store.create(run, settings, steps=steps, device=device, owner=owner)
        self.resume(run)
        return run

    @told
    def submit_group(self, plan: GroupPlan, *, owner: str = "") -> str:
        """Queue runs that train in lockstep; returns the group's name at once.

        Raises ``SettingsError`` when there are too many or too few, or they are too large.
        """
        check_group(plan)
        self._make_place()
        group = new_name()
        self.store.create_group(group, [new_name() for _ in plan.settings], plan, owner=owner)
        self.resume(group)
        return group

    def open(self, settings: Settings, *, device: str, owner: str = "") -> str:
        """Make a draft: a run at step 0 that takes no process and no place in the store.

        It becomes a run of the store when it is to train or to step; its name stays.
        """
        run = new_name()
        self.drafts.add(run, settings, device=device, owner=owner)
        return run

    def open_group(self, plan: GroupPlan, *, owner: str = "") -> str:
        """Make a draft of runs that train in lockstep; see ``open``.

        Raises ``SettingsError`` when there are too many or too few runs, or they are too large.
        """
        check_group(plan)
        group = new_name()
        runs = [new_name() for _ in plan.settings]
        self.drafts.add_group(group, runs, plan, owner=owner)
        return group

    def store_of(self, name: str) -> RunStore:
        """Return the store that has a run or group: the one in memory for a draft."""
        return self.drafts.store if name in self.drafts else self.store

    @told
    def reopen(self, name: str) -> None:
        """Have what no process holds built from its checkpoint, or at step 0; it waits there."""
        self._tell(name, [])

    @told
    def resume(self, name: str, *, watched: float = 0.0) -> None:
        """Train on; what no process holds waits in the queue and resumes from its checkpoint.

        A visitor trains one run at a time: another of theirs is put to rest, and says so. Somebody
        looks at it for ``watched`` seconds: pictures are made from the first step on.
        """
        store = self.store_of(name)
        grouped = store.is_group(name)
        record = store.table(grouped=grouped).get(name)
        if record.owner:
            if name not in self.drafts and not self.crew.holds(name):
                # What is refused puts nothing else to rest.
                self._refuse_held_elsewhere(name, grouped=grouped)
            for other, _grouped, _state in self.store.queue.of_owner(record.owner):
                if other != name:
                    self.stop(other, OTHER)
        if watched:
            self.scheduler.watch(name, watched)
        self._tell(name, [("resume", {})])

    def _tell(self, name: str, commands: Sequence[tuple[str, dict[str, Any]]]) -> None:
        """Send commands to the process that holds this, or queue it with them.

        Returns when they are carried out, or after two seconds; of what has to wait, after half a
        second.
        """
        if self.crew.machines.lost:
            raise RunnerError(self.crew.machines.trouble)
        if name in self.drafts:
            self._make_place()
        commands = [*self.drafts.begin(name, self.store), *commands]
        if self.crew.holds(name):
            number = 0
            for command, content in commands:
                number = self.crew.send(name, command, **content)
            if number or not commands:
                self.crew.wait(name, number)
                return
            self.crew.wait_until_gone(name)
        grouped = self.store.is_group(name)
        self._refuse_held_elsewhere(name, grouped=grouped)
        self.scheduler.enqueue(name, grouped=grouped, commands=list(commands))
        # Where there is room, a page that is drawn now shows the run and not the queue.
        self.crew.wait_for_place(name, PLACE_SECONDS)

    def _make_place(self) -> None:
        if not make_place(self.store):
            raise RunnerError(FULL)

    def _refuse_held_elsewhere(self, name: str, *, grouped: bool) -> None:
        if grouped:
            if any(self.crew.holds(run) for run in self.store.groups.get(name).runs):
                raise RunnerError(IN_LAB)
            return
        group = self.store.get(name).grouped
        if group and (self.crew.holds(group) or self.store.groups.get(group).state == "queued"):
            raise RunnerError(ELSEWHERE)

    @told
    def pause(self, name: str) -> None:
        """Stop after the update under way; what waits leaves the queue."""
        number = self.crew.send(name, "pause")
        if number:
            self.crew.wait(name, number)
        elif name not in self.drafts:
            self.scheduler.dequeue(name, grouped=self.store.is_group(name))

    @told
    def step(self, run: str, part: str) -> None:
        """Do one update of ``discriminator``, ``generator`` or ``both``; pauses a running run."""
        self._tell(run, [("step", {"part": part})])

    @told
    def change(self, run: str, **changes: object) -> None:
        """Change live settings (learning rates, n_critic, epochs) of a run that is held."""
        # A refusal has to come here, where it can be answered, and not in the worker.
        self.status(run).given.replace_live(**changes)
        self._send_or_note(run, "change", changes=changes)

    @told
    def set_pace(self, run: str, *, delay: float, slow: bool) -> None:
        """Wait ``delay`` seconds a step, or after each part of a step in slow motion."""
        self._send_or_note(run, "pace", delay=delay, slow=slow)

    def _send_or_note(self, run: str, command: str, **content: object) -> None:
        """Send a command to a run that is held, or keep it for one that waits."""
        if self.drafts.note(run, command, content):
            return
        if not self.scheduler.note(run, command, content):
            self.crew.wait(run, self.crew.send(run, command, **content))

    @told
    def stop(self, name: str, message: str = "") -> None:
        """Save it and give its place to others; it can resume later. A draft is forgotten."""
        if self.drafts.drop(name):
            return
        if self.crew.holds(name):
            self.crew.put_down(name, message)
        else:
            self.scheduler.dequeue(name, grouped=self.store.is_group(name), message=message)

    def leave(self, name: str) -> None:
        """Put it down in ten seconds unless somebody comes back to it; forget a draft."""
        if not self.drafts.drop(name):
            self.scheduler.leave(name)

    def stay(self, name: str) -> bool:
        """Note that somebody has come back to it; whether its tab had closed."""
        return self.scheduler.stay(name)

    def watch(self, name: str, *, seconds: float) -> None:
        """Note that somebody looks at a run or group, for the next ``seconds``."""
        if name not in self.drafts:
            self.scheduler.watch(name, seconds)

    def show_layers(self, run: str) -> None:
        """Have a toy run's newest pictures show what hidden units respond to, for a while."""
        self.layers.ask(run)

    @property
    def watched(self) -> int:
        """How many runs and groups somebody watches now."""
        return len(self.scheduler.watched)

    def place(self, name: str) -> int:
        """Return the place in the queue, 1 for the next; 0 for what does not wait."""
        names = [other for other, _grouped in self.store.queue.names()]
        return names.index(name) + 1 if name in names else 0

    def status(self, run: str) -> RunRecord:
        """How a run stands; ``UnknownRunError`` when it does not exist."""
        if run in self.drafts:
            # It may begin just now.
            with contextlib.suppress(UnknownRunError):
                return self.drafts.store.get(run)
        return self.store.get(run)

    def group_status(self, group: str) -> GroupRecord:
        """How a group stands; ``UnknownGroupError`` when it does not exist."""
        if group in self.drafts:
            with contextlib.suppress(UnknownGroupError):
                return self.drafts.store.groups.get(group)
        return self.store.groups.get(group)

    def close(self) -> None:
        """Have everything saved and end the crew."""
        self.scheduler.close()
