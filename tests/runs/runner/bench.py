"""A runner with real worker processes, and the questions that tests ask of it."""

from gan_core.storage.serialization import unpack_frame
from tests.runs.waiting import wait_for


class Bench:
    """A runner, its store, and the questions that the tests ask."""

    def __init__(self, store, runner, small):
        self.store, self.runner, self.small = store, runner, small
        self.held = None

    def record(self, run):
        return self.runner.status(run)

    def wait_state(self, run, *states):
        wait_for(lambda: self.record(run).state in states, f"{run} to be {states}")
        return self.record(run)

    def warm(self):
        """Have a spare worker that has imported everything."""
        self.runner.warm_up()
        spare = self.runner.pool.spare
        wait_for(lambda: spare.hello, "a worker's hello")
        return spare

    def wait_steps(self, run, count):
        wait_for(lambda: self.record(run).step >= count, f"{run} to make {count} steps")

    def picture(self, run):
        return unpack_frame(self.store.live(run).content)

    def ready(self, **changes):
        """A new run at step 0, in the worker of the last test if that still lives."""
        settings = self.small(**changes)
        if self.held is None:
            self.warm()
            self.held = self.runner.submit(settings, device="cpu")
        else:
            self.held = self.runner.replace(self.held, settings, device="cpu")
        self.wait_state(self.held, "ready")
        return self.held

    def running(self, **changes):
        run = self.ready(**changes)
        self.runner.resume(run)
        self.wait_steps(run, 20)
        return run

    def pid(self, run):
        return wait_for(lambda: self.store.get(run).pid, "the worker's process number")
