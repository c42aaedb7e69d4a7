"""A group of toy runs inside a worker: they train in lockstep and are published together."""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Mapping
from typing import Any

import torch

from gan_core.runs.checkpoints import group_step, load_group, save_group
from gan_core.runs.live.group_timing import GroupGovernor, GroupSchedule
from gan_core.runs.live.lockstep import Lockstep
from gan_core.runs.live.saver import Saver
from gan_core.runs.live.toy_group_member import GroupMember
from gan_core.runs.store import RunStore
from gan_core.storage.checkpoint_file import State
from gan_core.storage.devices import resolve_device
from gan_core.training.stopwatch import Stopwatch
from gan_core.training.toy.stack import ToyPack, make_packs

LIVE_SECONDS = 0.33
"""Least time between two live pictures of a comparison."""

WRITE_SECONDS = 1.0
OUT_OF_MEMORY = "Out of GPU memory: the runs continue on the CPU."

log = logging.getLogger(__name__)


class ToyGroup:
    """One group of the store; ``advance`` does one step of the pack that is next."""

    def __init__(self, store: RunStore, group: str) -> None:
        """Build the runs, from the group's checkpoint if it has one, and publish them."""
        self.store = store
        self.id = group
        self.running = False
        self.delay = 0.0
        self.live_seconds, self.picture_seconds, self.neighbours = LIVE_SECONDS, 0.02, 1
        record = store.groups.get(group)
        self.steps = record.steps
        self.live = record.kind == "compare"
        self.watch = Stopwatch(record.seconds)
        self.rate: float | None = None
        self.written_at = time.monotonic()
        self.live_at = 0.0
        self.schedule = GroupSchedule(self.steps, live=self.live)
        self.saver = Saver(store.checkpoint(group))
        states = load_group(self.saver.file, saved=record.saved)
        self.message = self.saver.file.notice(group_step(states))
        self.build(resolve_device(record.device), states)
        self.publish(row=True, frame=not states)
        self.write_idle(device=str(self.device))

    def build(self, device: torch.device, states: Mapping[str, State]) -> None:
        """Build packs of the runs that have not failed, at the states given for them.

        A run with a checkpoint of its own was resumed in the laboratory and is left out.
        """
        self.device = device
        records = [
            record
            for record in self.store.runs(group=self.id)
            if record.state != "failed"
            and record.saved < 0
            and not self.store.checkpoint(record.id).exists
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
            # What came after the checkpoint will be trained again.
            self.store.truncate(member.run, member.member.steps_done)
            self.store.update(
                member.run, state="preparing", message="", device=str(device), pid=os.getpid()
            )
        self.settings = [record.settings for record in records]
        self.governor: GroupGovernor | None = None

    def set_alone(self, *, alone: bool) -> None:
        """Take all processors while nothing else trains here, else one."""
        torch.set_num_threads(1)
        self.governor = GroupGovernor() if alone and self.settings else None

    @property
    def step(self) -> int:
        """The step of all runs."""
        return self.lockstep.step

    def write(self, state: str, **columns: Any) -> None:  # noqa: ANN401
        """Write the group's state, and that of its runs that have not ended."""
        self.written_at = time.monotonic()
        self.store.groups.update_runs(self.id, state=state, step=self.step)
        self.store.groups.update(
            self.id,
            state=state,
            step=self.step,
            seconds=self.watch.elapsed(),
            message=f"{self.message} {self.saver.fault}".strip(),
            **columns,
        )

    def write_idle(self, **columns: Any) -> None:  # noqa: ANN401
        """Write the state of a group that is not training: finished, paused or ready."""
        if not self.lockstep.done:
            self.write("paused" if self.step else "ready", **columns)
            return
        if self.members and all(member.diverged for member in self.members):
            self.message = self.message or "Every run ended early; each says why."
        self.write("finished", **columns)

    def resume(self) -> None:
        """Start or resume training."""
        if self.lockstep.done:
            return
        self.running = True
        self.watch.start(self.step)
        self.write("running")

    def pause(self) -> None:
        """Stop with all runs at the same step."""
        if self.halt():
            self.show_rest()

    def halt(self) -> bool:
        """Stop with all runs at the same step and save; False if none was training."""
        if not self.stop():
            return False
        self.write_idle()
        self.save()
        return True

    def show_rest(self) -> None:
        """Publish and keep the step at which the runs were paused."""
        self.publish(row=True, frame=self.live)

    def stop(self) -> bool:
        """Bring all runs to the same step and stop the clock; False if none was training."""
        if not self.running:
            return False
        while not self.lockstep.level:
            self.step_pack(self.lockstep.behind)
        self.running = False
        self.watch.stop()
        return True

    def advance(self) -> None:
        """Do one step of the pack that is next, and publish what is due."""
        try:
            self.step_pack(self.lockstep.behind)
            if self.lockstep.done:
                self.finish()
            elif self.lockstep.level:
                self.after_round()
        except torch.OutOfMemoryError:
            if self.device.type == "cpu":
                raise
            self.fall_back_to_cpu()

    def step_pack(self, pack: ToyPack) -> None:
        """Do one step of a pack and write the metrics and snapshots that are due."""
        self.saver.changed = True
        started = time.perf_counter()
        pack.step()
        took = time.perf_counter() - started
        if self.governor is not None:
            self.governor.took(pack, took)
        due = self.schedule.due(pack.steps_done, last=pack.done)
        for member in self.members:
            if member.pack is not pack:
                continue
            if member.diverged:
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
        """Remove every second snapshot of all runs when there are too many."""
        if self.schedule.thin(self.step):
            for member in self.members:
                self.store.thin_frames(member.run, self.schedule.frame_every)

    def after_round(self) -> None:
        """Publish and save what is due once all runs are at the same step."""
        now = time.monotonic()
        if self.live:
            self.thin_frames()
        if self.live and now - self.live_at >= self.live_seconds:
            self.rate = self.watch.rate(self.step) or self.rate
            started = time.thread_time()
            self.publish()
            self.live_at = time.monotonic()
            self.picture_seconds += 0.2 * (time.thread_time() - started - self.picture_seconds)
            self.write("running")
        elif now - self.written_at >= WRITE_SECONDS:
            self.rate = self.watch.rate(self.step) or self.rate
            self.write("running")
        if self.saver.due:
            self.save()

    def remaining_members(self) -> list[GroupMember]:
        """Return the runs that have not diverged."""
        return [member for member in self.members if not member.diverged]

    def publish(self, *, row: bool = False, frame: bool = False) -> None:
        """Publish all runs at this step; ``row`` and ``frame`` also keep metrics and snapshots."""
        pictures = {
            member: member.picture(rate=self.rate, full=row) for member in self.remaining_members()
        }

        def write() -> None:
            # In one transaction, so that no reader sees runs at two different steps.
            with self.store.transaction():
                for member, picture in pictures.items():
                    if picture is not None:
                        member.show(picture)
                        member.keep(picture, row=row, frame=frame, milestone=not self.step)

        self.store.lasting(write)

    def finish(self) -> None:
        """End the group and free its networks, which the checkpoint has."""
        self.running = False
        self.watch.stop()
        if self.live:
            self.publish()
        self.save()
        self.write_idle()
        self.lockstep, self.members = Lockstep([]), []

    def save(self) -> None:
        """Write a checkpoint of what was trained since the last; what goes wrong is said."""
        fault = self.saver.fault
        if self.step and self.saver.save(self.write_checkpoint, neighbours=self.neighbours):
            self.store.groups.update(self.id, saved=self.step)
        if self.saver.fault != fault:
            message = f"{self.message} {self.saver.fault}".strip()
            self.store.groups.update(self.id, message=message)

    def write_checkpoint(self) -> None:
        """Write the states of the runs that have not diverged."""
        states = {member.run: member.member.state() for member in self.remaining_members()}
        save_group(self.saver.file, states)

    def fall_back_to_cpu(self) -> None:
        """Continue on the CPU from the current step."""
        states = {member.run: member.member.state() for member in self.remaining_members()}
        self.message = OUT_OF_MEMORY
        self.build(torch.device("cpu"), states)
        self.write("running", device="cpu")

    def close(self) -> None:
        """Stop and save the group, so that it can be resumed later."""
        self.stop()
        try:
            if self.store.groups.get(self.id).active:
                self.save()
                self.write("stopped", pid=0)
                if self.live:
                    self.publish(row=True, frame=True)
        except (KeyError, sqlite3.Error) as error:
            log.info("group %s was gone when it was closed: %s", self.id, error)
