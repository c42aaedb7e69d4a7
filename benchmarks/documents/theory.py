"""The tables of ``docs/theory.md``, from what was measured and from cards."""

import json
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.documents.markdown import table
from gan_core.ablations.record import FLOOR, FOLDER, load_record
from gan_core.evaluation.elbo import load_study
from gan_core.recipes.beta_vae import PLAIN, VAE_ROW

MEASURED = Path(__file__).resolve().parents[2] / "docs" / "theory" / "measured.json"
RUNS = {
    "rules-mnist": "`gan-mnist`, 8,000 steps",
    "rules-mnist-seed1": "another seed",
    "rules-mnist-seed2": "another seed",
    "rules-mnist-nobn": "without batch norm",
    "rules-mnist-tanh": "tanh instead of sigmoid",
    "rules-mnist-relu": "ReLU instead of LeakyReLU in D",
}
GAMES = {"minimax": "saturating", "ns": "non-saturating"}


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    found: dict[str, Any] = json.loads(MEASURED.read_text("utf-8"))
    return {
        "ratio": ratio_table(found["estimates"]),
        "data": data_table(found["estimates"]),
        "game": game_table(found["games"]),
        "critics": critics_table(found["critics"]),
        "betas": betas_table(),
        "ablations": ablations_table(),
    }


def betas_table() -> list[str]:
    """Say what the shipped study knows of the models from AE to VAE, in nats a digit."""
    lines = []
    for beta, name in VAE_ROW.items():
        study = load_study(name)
        parts = ["", "", ""]
        if study.variational:
            kl = study.kl.mean(0)
            parts = [*(f"{float(one):.1f}" for one in kl), f"{float(study.bound.mean()):.1f}"]
        lines.append([
            "none (AE)" if beta == PLAIN else beta, f"{float(study.reconstruction.mean()):.1f}",
            *parts, f"{float(study.evidence.mean()):.1f}", f"{study.kinds:.1f}",
        ])  # fmt: skip
    head = [
        "KL weight (beta)", "reconstruction", "KL, first latent", "KL, second", "ELBO", "log p(x)",
        "effective number of classes of prior samples",
    ]  # fmt: skip
    return table(head, lines)


def ablations_table() -> list[str]:
    """Say what the recorded ablations of DCGAN came to."""
    lines = []
    for name, what in RUNS.items():
        record = load_record(FOLDER / f"{name}.safetensors")
        scores = record.scores
        lines.append([
            what, f"{scores['frechet_distance']:.1f}", f"{scores['precision']:.3f}",
            f"{scores['recall']:.3f}", f"{scores['diversity']:.2g}",
            f"{record.last_loss('d'):.3f}", f"{record.last_loss('g'):.3f}",
        ])  # fmt: skip
    head = ["run", "Fréchet distance", "precision", "recall", "diversity", "D's loss", "G's loss"]
    floor = load_record(FOLDER / f"{next(iter(RUNS))}.safetensors").floor
    real = ["real digits", *(f"{floor[name]:.3g}" for name in FLOOR), "1", "", ""]
    return table(head, [*lines, real])


def ratio_table(rows: list[dict[str, Any]]) -> list[str]:
    """Put the JSD by a trained D beside the exact one."""
    lines = [
        [
            f"`{row['p']}`", f"`{row['q']}`" + (", no Fourier features" if row["changes"] else ""),
            f"{row['js']:.6f}", f"{row['js_estimate']:.6f}",
            f"{100 * (row['js_estimate'] / row['js'] - 1):+.2g} %", f"{row['seconds']:.1f}",
        ]
        for row in rows
        if "data" not in row["changes"]
    ]  # fmt: skip
    return table(["p", "q", "JSD, exact", "JSD lower bound by D", "error", "seconds"], lines)


def data_table(rows: list[dict[str, Any]]) -> list[str]:
    """V(D) of a D that has few points, by those points and by others."""
    lines = [
        [
            f"{row['changes']['data']:,}" if row["changes"]["data"] else "fresh ones every step",
            f"{row['training_value']:.3f}", f"{row['held_out_value']:.3f}", f"{row['value']:.3f}",
            f"{row['best_value']:.3f}",
        ]
        for row in rows
        if "data" in row["changes"]
    ]  # fmt: skip
    head = [
        "samples of each",
        "V on training samples",
        "on 20,000 held out",
        "under true p, q",
        "optimal D",
    ]
    return table(head, lines)


def game_table(rows: list[dict[str, Any]]) -> list[str]:
    """Say how every game ended: medians over the seeds, and the range of W1."""
    lines = []
    for kind in dict.fromkeys(row["name"] for row in rows):
        for game, name in GAMES.items():
            ends = [row["games"][game] for row in rows if row["name"] == kind]
            distances = [end["w1"] for end in ends]
            covered = [end["modes"] for end in ends]
            lines.append([
                kind, name,
                f"{median(distances):.2f} ({min(distances):.2f} to {max(distances):.2f})",
                f"{median(end['value'] for end in ends):.3f}",
                f"{median(end['off_half'] for end in ends):.3f}",
                f"{median(end['gradient'] for end in ends):.1e}",
                f"{', '.join(map(str, covered))} of {ends[0]['modes_total']}",
            ])  # fmt: skip
    head = [
        "game", "G's loss", "W1 at the end", "V(D)", "mean of abs(D - 1/2)", "gradient of G",
        "modes covered, by seed",
    ]  # fmt: skip
    return [
        *table(head, lines),
        "",
        "Medians of five seeds, in brackets the range. Theory: W1 0, V -1.386, D 1/2.",
    ]


def critics_table(rows: list[dict[str, Any]]) -> list[str]:
    """Slopes of trained critics beside theory's."""
    lines = []
    for row in rows:
        penalty = "gp_weight" in row
        rule = f"penalty, lambda {row['gp_weight']:g}" if penalty else f"clip {row['clip']:g}"
        lines.append([
            rule, f"{row['distance']:g}", f"{row['slope']:.4g}", f"{row['exact_slope']:.4g}",
            f"{100 * (row['slope'] / row['exact_slope'] - 1):+.2g} %",
            "" if penalty else f"{row['clipped_share']:.0%}",
        ])  # fmt: skip
    head = ["constraint", "distance", "slope measured", "theory", "error", "weights at the bound"]
    return table(head, lines)
