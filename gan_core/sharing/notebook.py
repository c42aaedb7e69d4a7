"""A run as a Jupyter notebook that repeats it with gan_core and draws it with matplotlib.

The files are of nbformat 4.5, which is JSON: https://nbformat.readthedocs.io
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gan_core import __version__
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings

INSTALL = (
    "It needs Python 3.11 or later with gan-explorer {version} and matplotlib: in the project's "
    'folder, `pip install ".[notebook]"`. Run the cells from top to bottom.'
)

TOY_TRAIN = """\
rows, last, ended = [], None, ""
try:
    for update in train(settings, device=DEVICE, steps=STEPS, until=UNTIL, changes=changes):
        rows.append(update.report.as_dict())
        last = update
        report = update.report
        print(f"step {report.step:,}: {report.covered} modes, {report.high_quality} % high-quality")
except RunDiverged as error:
    ended = str(error)
    print(ended)
"""

COMPARISON_TRAIN = """\
runs, ends = {}, {}
for label, settings in compared.items():
    runs[label] = []
    try:
        for update in train(settings, device=DEVICE, steps=STEPS, until=UNTIL):
            runs[label].append(update.report.as_dict())
            ends[label] = update
    except RunDiverged as error:
        print(f"{label}: {error}")
    report = ends[label].report
    print(f"{label}, step {report.step:,}: {report.covered} modes, {report.high_quality} %")
"""

COMPARISON_POINTS = """\
figure, panels = plt.subplots(1, len(ends), figsize=(5 * len(ends), 5), squeeze=False)
for axes, (label, update) in zip(panels[0], ends.items()):
    distribution = toy_distribution(compared[label])
    real = distribution.sample(2000, rng=np.random.default_rng(0))
    x0, x1, y0, y1 = distribution.extent
    # The potential is -s, D's logit with its sign turned: G moves its samples into the valleys.
    field = -update.arrays["field"]
    xs, ys = np.linspace(x0, x1, field.shape[1]), np.linspace(y0, y1, field.shape[0])
    axes.contourf(xs, ys, field, levels=12, cmap="Greys_r", alpha=0.6)
    axes.scatter(*real.T, s=6, color="#1b9e8a", label="real", alpha=0.6)
    axes.scatter(*update.arrays["points"].T, s=8, color="#7b4fb5", marker="D", label="fake")
    axes.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal", xlabel="x", ylabel="y")
    axes.set_title(f"{label}, step {update.report.step:,}")
panels[0, 0].legend(loc="upper right")
plt.show()
"""

COMPARISON_CURVES = """\
figure, panels = plt.subplots(2, 2, figsize=(10, 6), sharex=True, layout="constrained")
for axes, name, title in (
    (panels[0, 0], "covered", "Modes covered"),
    (panels[0, 1], "high_quality", "High-quality samples (%)"),
    (panels[1, 0], "reverse_kl", "Reverse KL (nats)"),
    (panels[1, 1], "swd", "Sliced Wasserstein distance to fresh data"),
):
    for label, rows in runs.items():
        # None is where a number does not exist.
        numbers = np.array([row[name] for row in rows], dtype=float)
        axes.plot([row["step"] for row in rows], numbers, label=label)
    axes.set_title(title)
    axes.set_xlabel("step")
panels[0, 0].legend()
plt.show()
"""

TOY_POINTS = """\
distribution = toy_distribution(settings)
real = distribution.sample(2000, rng=np.random.default_rng(0))
x0, x1, y0, y1 = distribution.extent
figure, axes = plt.subplots(figsize=(6, 6))
# The potential is -s, D's logit with its sign turned: G moves its samples down, into the valleys.
field = -last.arrays["field"]
xs, ys = np.linspace(x0, x1, field.shape[1]), np.linspace(y0, y1, field.shape[0])
axes.contourf(xs, ys, field, levels=12, cmap="Greys_r", alpha=0.6)
axes.scatter(*real.T, s=6, color="#1b9e8a", label="real", alpha=0.6)
axes.scatter(*last.arrays["points"].T, s=8, color="#7b4fb5", marker="D", label="fake")
axes.set(xlim=(x0, x1), ylim=(y0, y1), aspect="equal", xlabel="x", ylabel="y")
axes.set_title(f"Step {last.report.step:,}: samples over D's potential")
axes.legend(loc="upper right")
plt.show()
"""

TOY_CURVES = """\
steps = [row["step"] for row in rows]
figure, panels = plt.subplots(2, 2, figsize=(10, 6), sharex=True, layout="constrained")
for axes, names, title in (
    (panels[0, 0], ("loss_d", "loss_g"), "Losses"),
    (panels[0, 1], ("covered", "high_quality"), "Modes covered, high-quality samples (%)"),
    (panels[1, 0], ("js", "js_floor"), "Jensen-Shannon divergence (nats)"),
    (panels[1, 1], ("d_min", "d_max"), "Range of D's potential"),
):
    for name in names:
        # None is where a number does not exist.
        axes.plot(steps, np.array([row[name] for row in rows], dtype=float), label=name)
    axes.set_title(title)
    axes.set_xlabel("step")
    axes.legend()
plt.show()
"""

IMAGE_TRAIN = """\
torch.set_flush_denormal(True)
data = load_images(settings.dataset, "train", download=True)
trainer = make_trainer(settings, data, device=DEVICE)
preview = ImagePreview(trainer)
rows = []
for report in train_images(trainer, stop=lambda: trainer.steps_done >= UNTIL):
    rows.append({"step": report.step, **report.losses})
    print(f"step {report.step:,}:", {name: round(x, 4) for name, x in report.losses.items()})
"""

IMAGE_SHEET = """\
pictures = preview.pictures(trainer)
figure, places = plt.subplots(6, 10, figsize=(8, 5))
for place, picture in zip(places.flat, pictures):
    place.imshow(picture, cmap="gray", vmin=0, vmax=255)
    place.axis("off")
figure.suptitle(f"Step {trainer.steps_done:,}")
plt.show()
"""

IMAGE_CURVES = """\
figure, axes = plt.subplots(figsize=(8, 4))
steps = [row["step"] for row in rows]
for name in [name for name in rows[-1] if name != "step"]:
    axes.plot(steps, [row.get(name, float("nan")) for row in rows], label=name)
axes.set(xlabel="step", ylabel="loss", title="Losses, means of 100 steps")
axes.legend()
plt.show()
"""


def toy_notebook(
    settings: ToySettings,
    *,
    device: str,
    steps: int | None = None,
    until: int | None = None,
    changes: Sequence[Mapping[str, Any]] = (),
) -> str:
    """Return the notebook that repeats a toy run; the arguments are those of ``train``."""
    begin = (
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n\n"
        "from gan_core.data.toy import toy_distribution\n"
        "from gan_core.settings.toy import ToySettings\n"
        "from gan_core.training.toy.training import RunDiverged, train\n\n"
        f"{_settings(settings)}"
        f"# Settings changed on the way, each at its step.\nchanges = {_literal(changes)}\n"
        f"# The planned length, None for the epochs'; and where to stop.\n"
        f"STEPS, UNTIL = {steps}, {until}\n{_device(device)}"
    )
    return _run_notebook(
        f"# {settings.loss}, seed {settings.seed}\n\nA toy run of GAN Explorer. ",
        begin,
        ("A row of numbers every 100 steps.", TOY_TRAIN),
        ("Samples over D's potential", TOY_POINTS),
        TOY_CURVES,
    )


def comparison_notebook(
    compared: Mapping[str, ToySettings], *, device: str, steps: int, until: int
) -> str:
    """Return the notebook that repeats a comparison's runs, settings by label, one after another.

    Each is planned for ``steps`` and stops at ``until``.
    """
    begin = (
        "import matplotlib.pyplot as plt\nimport numpy as np\nimport torch\n\n"
        "from gan_core.data.toy import toy_distribution\n"
        "from gan_core.settings.toy import ToySettings\n"
        "from gan_core.training.toy.training import RunDiverged, train\n\n"
        "compared = {}\n"
        + "".join(
            f"{_settings(settings)}compared[{label!r}] = settings\n"
            for label, settings in compared.items()
        )
        + "# The planned length, which learning rates follow; and where to stop.\n"
        f"STEPS, UNTIL = {steps}, {until}\n{_device(device)}"
    )
    return _run_notebook(
        f"# {', '.join(compared)}\n\nA comparison of GAN Explorer. ",
        begin,
        ("A row of numbers every 100 steps of each.", COMPARISON_TRAIN),
        ("Samples over D's potential", COMPARISON_POINTS),
        COMPARISON_CURVES,
    )


def image_notebook(settings: ImageSettings, *, title: str, device: str, until: int | None) -> str:
    """Return the notebook that repeats a run on pictures up to step ``until``, None for all."""
    begin = (
        "import matplotlib.pyplot as plt\nimport torch\n\n"
        "from gan_core.data.images import load_images\n"
        "from gan_core.settings.images import ImageSettings\n"
        "from gan_core.training.images.preview import ImagePreview\n"
        "from gan_core.training.images.trainers import make_trainer\n"
        "from gan_core.training.images.training import train_images\n\n"
        f"{_settings(settings)}"
        f"# Where to stop.\nUNTIL = {settings.steps if until is None else until}\n"
        f"{_device(device)}"
    )
    return _run_notebook(
        f"# {title}, seed {settings.seed}\n\nA run on pictures of GAN Explorer. ",
        begin,
        ("The losses every 100 steps.", IMAGE_TRAIN),
        ("What the network makes", IMAGE_SHEET),
        IMAGE_CURVES,
    )


def _run_notebook(
    about: str, begin: str, training: tuple[str, str], pictures: tuple[str, str], curves: str
) -> str:
    """Return a notebook of settings, training with a note, pictures under a title, and curves."""
    return _notebook(
        [
            _text(about + INSTALL.format(version=__version__)),
            _text("## Settings"),
            _code(begin),
            _text(f"## Training\n\n{training[0]}"),
            _code(training[1]),
            _text(f"## {pictures[0]}"),
            _code(pictures[1]),
            _text("## Curves"),
            _code(curves),
        ]
    )


def _settings(settings: ToySettings | ImageSettings) -> str:
    """Return the line that makes settings, all of them: usual values may change one day."""
    lines = "".join(f"    {name}={value!r},\n" for name, value in settings.as_dict().items())
    return f"settings = {type(settings).__name__}(\n{lines})\n"


def _literal(changes: Sequence[Mapping[str, Any]]) -> str:
    return repr([dict(change) for change in changes])


def _device(device: str) -> str:
    name = device.partition(":")[0]
    return f'DEVICE = torch.device("{"cpu" if name == "auto" else name}")\n'


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "source": _lines(source)}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": None,
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    return source.rstrip("\n").splitlines(keepends=True)


def _notebook(cells: Sequence[dict[str, Any]]) -> str:
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    content = {
        "cells": [
            {"id": f"cell-{index}", "metadata": {}, **cell} for index, cell in enumerate(cells)
        ],
        "metadata": {"kernelspec": kernel, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(content, indent=1, ensure_ascii=False) + "\n"
