"""``faces``: place generated faces among real ones, fit reference sets, tabulate the tests."""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import (
    add_common,
    add_data,
    add_scheduler,
    left_out_field,
    open_data,
    open_device,
    open_model,
    open_scheduler,
    parse_number,
    parse_truncation,
    tell_left_out,
)
from gan_core.cli.output import UsageError, add_output, show, write_file, writing
from gan_core.cli.paths import model_option, path_option
from gan_core.cli.terminal import Progress
from gan_core.data.splits import IN_ORDER
from gan_core.faces.names import SPACES, TEST_NAMES
from gan_core.storage.strict_json import finite_or_none

if TYPE_CHECKING:
    import torch

    from gan_core.checkpoints.native import Model
    from gan_core.faces.fit import RealFaces
    from gan_core.faces.reference import Placement, ReferenceSet

DEFAULT_MODEL = "dcgan-celeba64"
COUNT_LIMIT = 10_000
LEAST_FACES, MOST_FACES = 60, 8000
SHOWN_NEIGHBOURS = 5
TABLE = "table.json"
TABLE_FAKES = 1000


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command with its actions to the command line."""
    parser = commands.add_parser("faces", help="where generated faces lie among real ones")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")

    action = actions.add_parser("place", help="place generated faces on the map of real ones")
    action.add_argument("--model", type=model_option, default=DEFAULT_MODEL, metavar="MODEL")
    action.add_argument("--n", default="64", metavar="N")
    action.add_argument("--space", default="discriminator", metavar="|".join(SPACES))
    action.add_argument("--test", default="lof", metavar="|".join(TEST_NAMES))
    action.add_argument("--batch", metavar="N", help="faces placed at a time; all if left out")
    action.add_argument("--truncation", metavar="T", help="truncate at T: lower is more typical")
    action.add_argument(
        "--reference", type=path_option, metavar="DIR", help="reference sets that 'faces fit' wrote"
    )
    add_common(action)
    action.set_defaults(run=run_place)

    action = actions.add_parser("fit", help="make the reference set of a space from real faces")
    action.add_argument("--space", default="discriminator", metavar="|".join(SPACES))
    action.add_argument("--dataset", default="celeba", metavar="celeba|pictures")
    action.add_argument(
        "--faces", default="1000", metavar="N",
        help="faces on the map, up to 8000; over 1000 with faces that networks may have seen",
    )  # fmt: skip
    add_output(action, "--out", required=True)
    action.add_argument(
        "--progress",
        default="bar",
        metavar="bar|json",
        help="json: a line of JSON for each step, for other programs",
    )
    add_scheduler(action)
    add_data(action)
    add_common(action)
    action.set_defaults(run=run_fit)

    action = actions.add_parser(
        "table", help="how many pictures of each control set every test flags"
    )
    action.add_argument("--model", type=model_option, default=DEFAULT_MODEL, metavar="MODEL")
    add_output(action, "--out", suffixes=(".json",))
    add_data(action)
    add_common(action)
    action.set_defaults(run=run_table)


def run_place(arguments: argparse.Namespace) -> None:
    """Carry out ``faces place``."""
    count = parse_number(arguments.n, "--n", 1, COUNT_LIMIT)
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    batch = parse_number(arguments.batch or arguments.n, "--batch", 1, COUNT_LIMIT)
    _check_choice("--space", arguments.space, SPACES)
    _check_choice("--test", arguments.test, TEST_NAMES)
    truncation = parse_truncation(arguments.truncation)
    device = open_device(arguments.device)
    model = _face_model(arguments.model)
    from gan_core.faces.generated import generated_faces

    started = time.perf_counter()
    pixels = generated_faces(model, count, seed=seed, truncation=truncation, device=device)
    known = _reference(arguments.space, arguments.reference)
    from gan_core.faces.outliers import LEVEL
    from gan_core.metrics.proportions import binomial_interval, wilson_interval

    raw = _raw(arguments.space, device)
    parts = [known.placed(raw(pixels[i : i + batch])) for i in range(0, count, batch)]
    seconds = time.perf_counter() - started
    verdicts = [part.verdicts[arguments.test] for part in parts]
    flagged = [bool(flag) for verdict in verdicts for flag in verdict.flagged]
    show(
        {
            "model": arguments.model,
            "space": arguments.space,
            "test": arguments.test,
            "n": count,
            "coordinates": _rows([part.places for part in parts]),
            "outlier_score": _rows([verdict.scores for verdict in verdicts]),
            "percentile": _rows([verdict.percentiles for verdict in verdicts]),
            "flagged": flagged,
            "flags": sum(flagged),
            "flagged_interval": list(wilson_interval(sum(flagged), count)),
            "expected_flags": LEVEL * count,
            "expected_interval": list(binomial_interval(count, LEVEL)),
            "neighbours": _neighbours(parts, known),
            "seconds": seconds,
        },
        as_json=arguments.json,
    )


def _rows(parts: list[Any]) -> list[Any]:
    return [row for part in parts for row in part.tolist()]


def _neighbours(parts: list[Placement], known: ReferenceSet) -> list[list[int]]:
    """Return the positions of the nearest real faces in their data set."""
    return _rows([known.positions[part.near.first(SHOWN_NEIGHBOURS).indices] for part in parts])


def run_fit(arguments: argparse.Namespace) -> None:
    """Carry out ``faces fit``."""
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    _check_choice("--space", arguments.space, SPACES)
    _check_choice("--progress", arguments.progress, ("bar", "json"))
    count = parse_number(arguments.faces, "--faces", LEAST_FACES, MOST_FACES)
    address = open_scheduler(arguments)
    device = None if address else open_device(arguments.device)
    faces = _real_faces(arguments, count)
    tell_left_out(arguments)
    raw = None if device is None else _raw(arguments.space, device)
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.cluster.connection import ClusterError
    from gan_core.faces.fit import FitError, fit_reference
    from gan_core.faces.reference import save_reference
    from gan_core.runs.cluster.faces import fit_on_cluster

    started = time.monotonic()
    bars: dict[str, Progress] = {}

    def progress(part: str, done: int, total: int) -> None:
        bar = bars.setdefault(part, Progress(total, as_json=arguments.progress == "json"))
        bar.show(done, time.monotonic() - started, part)

    path = arguments.out / f"{arguments.space}.npz"
    try:
        if raw is None:
            found = fit_on_cluster(
                address, arguments.space, faces, device=arguments.device, seed=seed,
                source=arguments.dataset, progress=progress,
            )  # fmt: skip
        else:
            found = fit_reference(
                arguments.space, raw, faces, seed=seed, source=arguments.dataset, progress=progress
            )
        with writing("--out", path):
            save_reference(path, found)
    except (FitError, CheckpointError, ClusterError) as error:
        raise UsageError(str(error)) from None
    finally:
        for bar in bars.values():
            bar.end()
    show(
        {
            "space": arguments.space,
            "faces": len(found.features),
            "dimensions": found.features.shape[1] - 1,
            "kept": found.facts["kept"],
            "bytes": path.stat().st_size,
            "seconds": time.monotonic() - started,
            "out": str(path),
            **left_out_field(arguments),
        },
        as_json=arguments.json,
    )


def run_table(arguments: argparse.Namespace) -> None:
    """Carry out ``faces table``."""
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    device = open_device(arguments.device)
    model = _face_model(arguments.model)
    faces = _real_faces(arguments)
    from gan_core.faces.generated import generated_faces

    fakes = generated_faces(model, TABLE_FAKES, seed=seed, truncation=None, device=device)
    from gan_core.faces.table import make_groups, space_table

    try:
        groups = make_groups(faces.verifying, fakes, seed=seed)
    except ValueError as error:
        raise UsageError(f"too few held-out pictures to verify with: {error}") from None
    tables = {
        space: space_table(_reference(space, None), _raw(space, device), groups) for space in SPACES
    }
    found = {"model": arguments.model, "seed": seed, "spaces": tables}
    if arguments.out:
        text = json.dumps(finite_or_none(found), indent=1, allow_nan=False)
        write_file(arguments.out, text.encode() + b"\n")
    show(found, as_json=arguments.json)


def _check_choice(option: str, value: str, accepted: tuple[str, ...]) -> None:
    if value not in accepted:
        raise UsageError(f"{option} {value!r} is unknown; accepted: {', '.join(accepted)}")


def _face_model(name: str) -> Model:
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.faces.generated import check_face_model

    try:
        return check_face_model(open_model(name))
    except CheckpointError as error:
        raise UsageError(str(error)) from None


def _reference(space: str, folder: Path | None) -> ReferenceSet:
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.faces.reference import FOLDER, load_reference

    try:
        return load_reference((folder or FOLDER) / f"{space}.npz")
    except CheckpointError as error:
        raise UsageError(str(error)) from None


def _raw(space: str, device: torch.device) -> Any:  # noqa: ANN401
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.faces.spaces import raw_features

    try:
        return raw_features(space, device=device)
    except CheckpointError as error:
        raise UsageError(str(error)) from None


def _real_faces(arguments: argparse.Namespace, count: int = 1000) -> RealFaces:
    """Return the data set's faces, split by what they are used for."""
    from gan_core.faces.fit import FitError, split_faces
    from gan_core.settings.images import FACE_SETS

    dataset = getattr(arguments, "dataset", "celeba")
    _check_choice("--dataset", dataset, FACE_SETS)
    train, validation, test = (
        open_data(dataset, split, arguments).images.permute(0, 2, 3, 1).numpy()
        for split in IN_ORDER
    )
    try:
        # Faces that validate are on no map: settings may be chosen by them.
        first = len(train) + len(validation)
        return split_faces(test, train, first=first, count=count)
    except FitError as error:
        raise UsageError(str(error)) from None
