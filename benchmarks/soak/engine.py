"""What the app's server is without its pages: a run store, a scheduler, a crew.

Takes JSON lines on standard input, a method of the runner and its arguments, and ends with it.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from gan_core.crew.runner import LocalRunner
from gan_core.runs.opening import open_store


def main() -> None:
    """Serve the store in the folder given as the only argument."""
    store, notice = open_store(Path(sys.argv[1]))
    runner = LocalRunner(store)
    while runner.hello() is None:
        time.sleep(0.05)
    tell(notice=notice)
    for line in sys.stdin:
        method, *arguments = json.loads(line)
        getattr(runner, method)(*arguments)
        tell(done=method)
    runner.close()


def tell(**content: str) -> None:
    """Write one line that the soak reads."""
    sys.stdout.write(json.dumps(content) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
