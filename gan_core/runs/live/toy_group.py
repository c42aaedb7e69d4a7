"""A group of toy runs inside a worker: all at the same step, published as they go."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Mapping
from typing import Any

import torch

from gan_core.runs.checkpoints import State, load_group, save_group
from gan_core.runs.live.group_timing import GroupGovernor, GroupSchedule
from gan_core.runs.live.lockstep import Lockstep
from gan_core.runs.live.toy_group_member import GroupMember
from gan_core.runs.store import RunStore
from gan_core.storage.devices import resolve_device
from gan_core.training.stopwatch import Stopwatch
from gan_core.training.toy.stack import ToyPack, make_packs

LIVE_SECONDS = 0.33
"""Least time between two live pictures of a comparison."""

TELL_SECONDS = 1.0
CHECKPOINT_SECONDS = 5.0
CHECKPOINT_SHARE = 20
"""A checkpoint waits this many times as long as the last one took: at most 5 % of the time."""

UNSAVED = "The checkpoint could not be written:"
OUT_OF_MEMORY = "Out of GPU memory: the runs continue on the CPU."

log = logging.getLogger(__name__)


class ToyGroup:
    """Holds one group of the store; ``advance`` does one step of the pack that is behind."""

    def __init__(self, store: RunStore, group: str) -> None:
        """Build the runs, from the group's checkpoint when it has one, and publish them."""
        self.store = store
        self.id = group
        self.running = False
        self.delay = 0.0
        self.message = ""
        record = store.groups.get(group)
        self.steps = record.steps
        self.live = record.kind == "compare"
        self.watch = Stopwatch(record.seconds)
        self.rate: float | None = None
        self.checkpoint_at = self.told_at = time.monotonic()
        self.checkpoint_wait = CHECKPOINT_SECONDS
        self.live_at = 0.0
        self.schedule = GroupSchedule(self.steps, live=self.live)
        states = load_group(store, group)
        self.build(resolve_device(record.device), states)
        self.publish(row=True, frame=not states)
        self.rest(device=str(self.device))

    def build(self, device: torch.device, states: Mapping[str, State]) -> None:
        """Make packs of all runs that are still whole and here, at the states given for them."""
        self.device = device
        # A run with a checkpoint of its own has gone on in the laboratory.
        records = [
            record
            for record in self.store.runs(group=self.id)
            if record.state != "failed" and not self.store.checkpoint_path(record.id).exists()
        ]
        try:
            packs = make_packs(
                [record.settings for record in records], device=device, steps=self.steps
            )
            self.lockstep = Lockstep(packs)
            self.members = [
                GroupMember(self.store, records[place].id, pack, index)
                for pack in packs
                for index, place in enumerate(pack.places)
            ]
            for member in self.members:
                if member.run in states:
                    member.member.load_state(*states[member.run])
        except torch.OutOfMemoryError:
            if device.type == "cpu":
                raise
            self.message = OUT_OF_MEMORY
            self.build(torch.device("cpu"), states)
            return
        for member in self.members:
            # What came after the checkpoint, or without one, will come again.
            self.store.truncate(member.run, member.member.steps_done)
            self.store.update(
                member.run, state="preparing", message="", device=str(device), pid=os.getpid()
            )
        self.governor = GroupGovernor([record.settings for record in records])

    @property
    def step(self) -> int:
        """Where all runs stand."""
        return self.lockstep.step

    def tell(self, state: str, **columns: Any) -> None:  # noqa: ANN401
        """Write the group's state, and that of its runs that have not ended."""
        self.told_at = time.monotonic()
        self.store.groups.update_runs(self.id, state=state, step=self.step)
        self.store.groups.update(
            self.id,
            state=state,
            step=self.step,
            seconds=self.watch.elapsed(),
            message=self.message,
            **columns,
        )

    def rest(self, **columns: Any) -> None:  # noqa: ANN401
        """Tell the state of a group that does not train."""
        if not self.lockstep.done:
            self.tell("paused" if self.step else "ready", **columns)
            return
        if self.members and all(member.broken for member in self.members):
            self.message = self.message or "Every run ended early; each says why."
        self.tell("finished", **columns)

    def resume(self) -> None:
        """Go on training."""
        if self.lockstep.done:
            return
        self.running = True
        self.watch.start(self.step)
        self.tell("running")

    def pause(self) -> None:
        """Stop with all runs at the same step."""
        if self.stop():
            # The state and what can be lost first: who pressed Pause waits for it.
            self.rest()
            self.save()
            self.publish(row=True, frame=self.live)

    def stop(self) -> bool:
        """Bring all runs to the same step and stop the clock; False if nothing ran."""
        if not self.running:
            return False
        while not self.lockstep.level:
            self.move(self.lockstep.behind)
        self.running = False
        self.watch.stop()
        return True

    def advance(self) -> None:
        """Move the pack that is behind by one step and publish what is due."""
        try:
            self.move(self.lockstep.behind)
            if self.lockstep.done:
                self.finish()
            elif self.lockstep.level:
                self.after_round()
        except torch.OutOfMemoryError:
            if self.device.type == "cpu":
                raise
            self.fall_back_to_cpu()

    def move(self, pack: ToyPack) -> None:
        """Do one step of a pack; keeps metrics and snapshots that are due at it."""
        started = time.perf_counter()
        pack.step()
        took = time.perf_counter() - started
        self.governor.took(pack, took)
        due = self.schedule.due(pack.steps_done, last=pack.done)
        for member in self.members:
            if member.pack is not pack:
                continue
            if member.broken:
                member.fail()
                continue
            member.seconds += took / len(pack.members)
            picture = member.picture(rate=self.rate, full=due.row) if due.row or due.frame else None
            if picture is None:
                continue
            member.keep(picture, row=due.row, frame=due.frame, milestone=due.milestone)
            if not self.live:
                member.show(picture)

    def thin_frames(self) -> None:
        """Drop every second snapshot of all runs when there are many."""
        if self.schedule.thin(self.step):
            for member in self.members:
                self.store.thin_frames(member.run, self.schedule.frame_every)

    def after_round(self) -> None:
        """Publish and save what is due when all runs are at the same step."""
        now = time.monotonic()
        if self.live:
            self.thin_frames()
        if self.live and now - self.live_at >= LIVE_SECONDS:
            self.rate = self.watch.rate(self.step) or self.rate
            self.publish()
            self.live_at = time.monotonic()
            self.tell("running")
        elif not self.live and now - self.told_at >= TELL_SECONDS:
            self.rate = self.watch.rate(self.step) or self.rate
            self.tell("running")
        if now - self.checkpoint_at > self.checkpoint_wait:
            self.save()

    def whole_members(self) -> list[GroupMember]:
        """Members that did not break."""
        return [member for member in self.members if not member.broken]

    def publish(self, *, row: bool = False, frame: bool = False) -> None:
        """Show all runs at this step, and keep it where wanted."""
        pictures = {
            member: member.picture(rate=self.rate, full=row) for member in self.whole_members()
        }
        # All at once, so that whoever looks never sees two steps beside each other.
        with self.store.transaction():
            for member, picture in pictures.items():
                if picture is not None:
                    member.show(picture)
                    member.keep(picture, row=row, frame=frame, milestone=not self.step)

    def finish(self) -> None:
        """End the group; its runs' networks are dropped, the checkpoint has them."""
        self.running = False
        self.watch.stop()
        if self.live:
            self.publish()
        self.save()
        self.rest()
        self.lockstep, self.members = Lockstep([]), []

    def save(self) -> None:
        """Write a checkpoint; when the disk refuses, the old one stays and the group says so."""
        started = time.monotonic()
        if not self.step:
            return
        try:
            save_group(self.store, self.id, {m.run: m.member.state() for m in self.whole_members()})
            message = "" if self.message.startswith(UNSAVED) else self.message
        except OSError as error:
            message = f"{UNSAVED} {error}"
        if message != self.message:
            self.message = message
            self.store.groups.update(self.id, message=message)
        self.checkpoint_at = time.monotonic()
        self.checkpoint_wait = max(
            CHECKPOINT_SECONDS, CHECKPOINT_SHARE * (self.checkpoint_at - started)
        )

    def fall_back_to_cpu(self) -> None:
        """Continue on the CPU from where the runs stand."""
        states = {member.run: member.member.state() for member in self.whole_members()}
        self.message = OUT_OF_MEMORY
        self.build(torch.device("cpu"), states)
        self.tell("running", device="cpu")

    def close(self) -> None:
        """Leave the group so that it can go on later."""
        self.stop()
        try:
            if self.store.groups.get(self.id).active:
                self.save()
                self.tell("stopped", pid=0)
                if self.live:
                    self.publish(row=True, frame=True)
        except (KeyError, sqlite3.Error) as error:
            log.info("group %s was gone when it was closed: %s", self.id, error)
