"""The tables of ``docs/faces.md``, with the sentences that depend on their figures.

From a card and three files of results; nothing is measured here.
"""

import json
from pathlib import Path
from typing import Any

from benchmarks.documents.markdown import table
from gan_core.checkpoints.native import PRETRAINED, read_card
from gan_core.evaluation.evaluate import BASELINES
from gan_core.faces.outliers import TESTS
from gan_core.faces.reference import FOLDER
from gan_core.faces.spaces import SPACES
from gan_core.metrics.proportions import compared, wilson_interval

MODEL = "dcgan-celeba64"
RESULTS = Path(__file__).resolve().parents[2] / "docs" / "faces"
TABLE, BORDER = FOLDER / "table.json", FOLDER / "border.json"
TRUNCATED = RESULTS / "truncated.json"
"""What ``faces table`` measured, and what ``benchmarks.faces`` did."""

TITLES = {
    "pixels": "pixels", "discriminator": "discriminator", "vae": "VAE", "wavelets": "wavelets"
}  # fmt: skip
JUDGES = {
    "discriminator": "LOF in the discriminator's features",
    "wavelets": "kNN distance in wavelets",
}
WAYS = {"transform": "`transform`", "ours": "weighted mean"}
THIRD = 1 / 3
Figures = dict[str, Any]


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    spaces = json.loads(TABLE.read_text("utf-8"))["spaces"]
    border = json.loads(BORDER.read_text("utf-8"))
    return {
        "tests": tests_table(spaces),
        "sets": sets_table(spaces),
        "moved": moved_table(spaces),
        "third": third_table(border),
        "broken": broken_table(border),
        "truncated": truncated_table(json.loads(TRUNCATED.read_text("utf-8"))),
        "metrics": metrics_table(read_card(PRETRAINED / MODEL).metrics),
    }


def truncated_table(found: Figures) -> list[str]:
    """Say what each test finds in fakes near latent 0."""
    rows = [
        [
            way,
            TITLES[space],
            *(_ends(name, rows[name], found["n"]) for name in TESTS),
            f"{100 * rows['neighbours']['median_percentile']:.0f}",
        ]
        for way, spaces in (
            ("latents", found["spaces"]), ("features", found["by_features"]["spaces"])
        )
        for space, rows in spaces.items()
    ]  # fmt: skip
    head = ("truncated", "space", "border", "kNN distance", "LOF", "farther than, %")
    return [
        *table(head, rows), "",
        f"{found['n']:,} fakes at truncation {found['truncation']:g}, too far / mode-like in "
        "percent. *Farther than*: so many real faces have a smaller mean distance to their "
        "neighbours than the middle fake. Mean brightness of 255: truncated by features "
        f"{found['by_features']['brightness']:.0f}, by latents {found['brightness']:.0f}, at "
        f"truncation 4 {found['usual_brightness']:.0f}. Of what G's first layer passes on "
        f"{100 * found['open']:.1f} % is above 0, at truncation 4 "
        f"{100 * found['usually_open']:.0f} %. With batch norm's statistics taken from the "
        f"truncated batch itself the brightness is {found['own_statistics_brightness']:.0f}.",
    ]  # fmt: skip


def _ends(name: str, found: Figures, count: int) -> str:
    ends = ["too_far", "too_typical"] if TESTS[name].both_ends else ["too_far"]
    return " / ".join(percent(found[end] / count) for end in ends)


def percent(share: float) -> str:
    """Return a share as text."""
    return f"{100 * share:.1f}"


def span(interval: tuple[float, float] | list[float]) -> str:
    """Return an interval of shares as text."""
    return f"{percent(interval[0])} to {percent(interval[1])}"


def tests_table(spaces: Figures) -> list[str]:
    """What each test says of each kind of picture, a table a space."""
    lines = []
    for space in SPACES:
        rows = spaces[space]["rows"]
        lines += [
            f"**{TITLES[space].capitalize() if space != 'vae' else 'VAE'}**", "",
            *table(
                ["pictures", "n", "border", "kNN distance", "LOF"],
                [
                    [kind, f"{row['n']:,}", *(_shares(name, row[name]) for name in TESTS)]
                    for kind, row in rows.items()
                ],
            ), "",
        ]  # fmt: skip
    return lines[:-1]


def _shares(name: str, found: Figures) -> str:
    parts = [percent(found["too_far"])]
    if TESTS[name].both_ends:
        parts.append(percent(found["too_typical"]))
    return f"{' / '.join(parts)} ({span(found['interval'])})"


def sets_table(spaces: Figures) -> list[str]:
    """Say how often sets of each kind and size are found to repeat themselves."""
    kinds = list(next(iter(spaces["pixels"]["sets"].values()), {}))
    rows = [
        [TITLES[space], size, *(percent(found[kind]) for kind in kinds)]
        for space in SPACES
        for size, found in spaces[space]["sets"].items()
    ]
    return table(["space", "faces in a set", *(f"{kind}, %" for kind in kinds)], rows)


def moved_table(spaces: Figures) -> list[str]:
    """Say how far a new background moves a face."""
    moved = {space: spaces[space]["moved"] for space in SPACES}
    rows = [
        [
            TITLES[space],
            str(found["n"]),
            f"{found['of_distance_between_faces']:.2f}",
            f"{found['of_distance_on_map']:.2f}",
            percent(found["neighbours_kept"]),
        ]
        for space, found in moved.items()
    ]
    far = {space: moved[space]["of_distance_between_faces"] for space in SPACES}
    beside = ", ".join(
        f"{far[space] / far['pixels']:.2f} times as far by {TITLES[space]}"
        for space in SPACES
        if space != "pixels"
    )
    return [
        *table(["space", "faces", "moved", "moved on the map", "neighbours kept, %"], rows), "",
        f"Beside its way in pixels a face moves {beside}.",
    ]  # fmt: skip


def third_table(border: Figures) -> list[str]:
    """Set the fakes at a map's border beside real ones there."""
    rows, third, answers = [], [], []
    for space, way, found in ways(border):
        fakes, reals = (
            wilson_interval(found[f"{kind}_at_border"], border[kind]) for kind in ("fakes", "reals")
        )
        cells = [
            share(found[key], border[kind]) if (key := f"{kind}_at_border") in found else ""
            for kind in ("fakes", "reals", "map")
        ]
        rows.append([TITLES[space], WAYS[way], *cells])
        answers.append((f"{TITLES[space]} ({WAYS[way]})", compared(fakes, reals)))
        if fakes[0] <= THIRD <= fakes[1]:
            third.append(answers[-1][0])
    head = ["map of", "placed by", "fakes there, %", "held-out reals there, %", "map's reals, %"]
    return [
        *table(head, rows), "",
        f"{border['fakes']:,} fakes, {border['reals']} held-out reals and the {border['map']:,} "
        f"reals of the map. A third is within the fakes' interval in: {listed(third)}. "
        f"More fakes than held-out reals in: {chosen(answers, 'more')}; fewer in: "
        f"{chosen(answers, 'fewer')}.",
    ]  # fmt: skip


def broken_table(border: Figures) -> list[str]:
    """Say whether fakes at the border of a map are those that features find broken."""
    rows = []
    answers: dict[str, list[tuple[str, str]]] = {judge: [] for judge in border["broken_by"]}
    for space, way, found in ways(border):
        there = found["fakes_at_border"]
        cells = []
        for judge, broken in found["broken"].items():
            parts = [(broken["border"], there), (broken["inside"], border["fakes"] - there)]
            known = all(count for _part, count in parts)
            cells += [share(*part) if part[1] else "" for part in parts]
            answer = compared(*(wilson_interval(*part) for part in parts)) if known else "neither"
            answers[judge].append((f"{TITLES[space]} ({WAYS[way]})", answer))
        rows.append([TITLES[space], WAYS[way], *cells])
    head = ["map of", "placed by"]
    for judge in answers:
        name = JUDGES[judge]
        head += [f"{name}: broken at the border, %", "inside, %"]
    said = [
        f"By {JUDGES[judge]} more broken ones at the border than inside in: "
        f"{chosen(found, 'more')}; fewer in: {chosen(found, 'fewer')}."
        for judge, found in answers.items()
    ]
    return [*table(head, rows), "", " ".join(said)]


def ways(border: Figures) -> list[tuple[str, str, Figures]]:
    """Return the figures of each space and way of placing."""
    return [(space, way, border["spaces"][space][way]) for space in SPACES for way in WAYS]


def metrics_table(metrics: Figures) -> list[str]:
    """Set a card's scores beside those of other real faces and of what is no face."""
    levels = list(metrics["swd"])
    head = [
        "pictures", "Fréchet distance", "kernel distance", "precision", "recall", "density",
        "coverage", *(f"SWD {level}" for level in levels),
    ]  # fmt: skip
    kinds = {f"`{MODEL}`": metrics, "other real faces": metrics["floor"]}
    kinds |= {name: metrics[name] for name in BASELINES}
    rows = [
        [
            title, number(found["frechet_distance"]), number(found["kernel_distance"]),
            *(f"{found[key]:.3f}" for key in ("precision", "recall", "density", "coverage")),
            *(f"{found['swd'][level]:.1f}" for level in levels),
        ]
        for title, found in kinds.items()
    ]  # fmt: skip
    return [
        *table(head, rows), "",
        f"{metrics['n']:,} pictures of each kind, seed {metrics['seed']}.",
    ]  # fmt: skip


def share(part: int, count: int) -> str:
    """Return a share in percent with its 95 % interval."""
    return f"{percent(part / count)} ({span(wilson_interval(part, count))})"


def number(value: float) -> str:
    """Return a distance with three significant digits."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def chosen(answers: list[tuple[str, str]], answer: str) -> str:
    """Return what an answer was given for."""
    return listed([name for name, given in answers if given == answer])


def listed(names: list[str]) -> str:
    """Return names as text."""
    return ", ".join(names) if names else "none"
