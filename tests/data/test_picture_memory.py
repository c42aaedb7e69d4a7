"""How much memory a set of large pictures takes, measured in a process of its own."""

import os
import subprocess
import sys

from PIL import Image

MEASURE = """
import resource, sys
from pathlib import Path
from gan_core.data.picture_cache import load_picture_set
found = load_picture_set(Path(sys.argv[1]), resolution=64)
status = Path("/proc/self/status")
if status.exists():
    # What getrusage says begins with the size of the process that started this one.
    (size,) = (line.split()[1] for line in status.open() if line.startswith("VmHWM:"))
    size = 1024 * int(size)
else:
    size = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(len(found.images), size)
"""


def test_24_pictures_of_49_megapixels_take_less_than_600_megabytes(tmp_path):
    """Each is 49 MB as grey and 196 MB as RGB; several threads would decode several at once."""
    folder = tmp_path / "own"
    folder.mkdir()
    for ending, count in (("jpg", 18), ("png", 6)):
        first = folder / f"0.{ending}"
        Image.new("L", (7000, 7000), 99).save(first, compress_level=1)
        for number in range(1, count):
            os.link(first, folder / f"{number}.{ending}")
    answer = subprocess.run(
        [sys.executable, "-c", MEASURE, str(folder)], check=True, capture_output=True, text=True
    )
    count, size = map(int, answer.stdout.split())
    assert count == 24
    # Pillow and numpy are 40 MB of these.
    assert size < 200_000_000
