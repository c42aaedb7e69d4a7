"""Moves a run in this process, and looks at what it shows."""

from gan_core.storage.serialization import unpack_frame


def advance(run, steps):
    for _ in range(steps):
        run.advance()


def live(run):
    return unpack_frame(run.store.live(run.id).content)
