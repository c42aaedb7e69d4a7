"""Shipped models over HTTP: what they answer, and what they refuse in one line."""

import base64
import json

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import load_model
from gan_core.evaluation.latent_statistics import load_latent_statistics
from gan_core.latent.generation import decode, encode, to_bytes
from tests.ui.asgi import post
from ui.http import turns
from ui.http.json_requests import MOST_BYTES
from ui.models import shown_models
from ui.models.api import model_routes
from ui.shared.picture_bytes import MOST_PICTURES

VAE, DEEP, CGAN, GAN = "vae-mnist-2d", "vae-mnist-10d-best", "cgan-mnist-best", "gan-mnist"
ONE = base64.b64encode(bytes(28 * 28)).decode()


def ask(model, name, body):
    status, answer = post(model_routes(), f"/models/{model}/{name}", body)
    assert status == 200, answer
    return json.loads(answer)


def refusal(model, name, body):
    status, answer = post(model_routes(), f"/models/{model}/{name}", body)
    message = json.loads(answer)["error"]
    assert "\n" not in message
    return status, message


def pixels_of(text):
    return np.frombuffer(base64.b64decode(text), dtype=np.uint8).reshape(-1, 28, 28)


def a_seven():
    """A drawing, white on black, 56 x 56 pixels."""
    drawing = np.zeros((56, 56), dtype=np.uint8)
    drawing[10:15, 12:42] = 255
    for row in range(15, 48):
        column = 40 - (row - 15) // 2
        drawing[row, column - 2 : column + 3] = 255
    return drawing


def test_pictures_are_those_of_the_library():
    latents = [[0.5, -1.0], [2.0, 0.0]]
    answer = ask(VAE, "pictures", {"latents": latents, "predictions": True})
    model = load_model(VAE)
    expected = to_bytes(decode(model.network, model.settings, torch.tensor(latents))).squeeze(1)
    assert np.abs(pixels_of(answer["pictures"]).astype(int) - expected.numpy()).max() <= 1
    assert np.allclose(np.sum(answer["predictions"], axis=1), 1, atol=1e-3)
    assert answer["clipped"] == 0
    assert answer["milliseconds"] > 0
    assert answer["device"] in ("cpu", "cuda", "mps")


def test_labels_decide_and_blends_lie_between():
    latents = load_noise(CGAN, 3)
    labels = [3, 8, [0.5 * (label in (3, 8)) for label in range(10)]]
    answer = ask(
        CGAN,
        "pictures",
        {"latents": [latents[0]] * 3, "labels": [one_hot(x) for x in labels], "predictions": True},
    )
    plain = ask(CGAN, "pictures", {"latents": [latents[0]] * 2, "labels": [3, 8]})
    assert np.array_equal(pixels_of(answer["pictures"])[:2], pixels_of(plain["pictures"]))
    assert [int(np.argmax(row)) for row in answer["predictions"][:2]] == [3, 8]


def one_hot(label):
    return label if isinstance(label, list) else [float(i == label) for i in range(10)]


def load_noise(name, count):
    model = load_model(name)
    return shown_models.noise_of(model, count, seed=0, truncation=1.0).tolist()


def test_noise_is_drawn_as_sample_draws_it():
    body = {"draw": {"count": 4, "seed": 7, "truncation": 1.5}, "labels": [0, 1, 2, 3]}
    latents = shown_models.noise_of(load_model(CGAN), 4, seed=7, truncation=1.5)
    assert np.abs(latents).max() <= 1.5
    given = {"latents": latents.tolist(), "labels": [0, 1, 2, 3]}
    drawn, told = (pixels_of(ask(CGAN, "pictures", b)["pictures"]) for b in (body, given))
    assert np.abs(drawn.astype(int) - told.astype(int)).max() <= 1


def test_bare_answers_hold_no_pictures():
    answer = ask(VAE, "pictures", {"latents": [[0, 0]], "predictions": True, "bare": True})
    assert answer["pictures"] == ""
    assert len(answer["predictions"]) == 1


def test_latents_out_of_range_are_clipped_and_told():
    answer = ask(VAE, "pictures", {"latents": [[1e6, 0], [0, 0]]})
    edge = ask(VAE, "pictures", {"latents": [[shown_models.REACH, 0]]})
    assert answer["clipped"] == 1
    assert np.array_equal(pixels_of(answer["pictures"])[0], pixels_of(edge["pictures"])[0])


def test_a_drawing_gets_a_place_a_reconstruction_and_an_error():
    body = {"drawing": base64.b64encode(a_seven().tobytes()).decode()}
    answer = ask(DEEP, "latents", body)
    digit = pixels_of(answer["picture"])
    assert int(np.argmax(answer["predictions"][0])) == 7
    model = load_model(DEEP)
    expected = encode(model.network, model.settings, torch.tensor(digit)[:, None] / 255)
    assert np.allclose(answer["latents"], expected.numpy(), atol=1e-4)
    assert pixels_of(answer["reconstructions"]).shape == (1, 28, 28)
    assert 10 < answer["error"] < 400
    again = ask(DEEP, "latents", {"picture": answer["picture"]})
    assert again["latents"] == answer["latents"]


def test_a_gan_reads_a_drawing_without_a_latent():
    body = {"drawing": base64.b64encode(a_seven().tobytes()).decode()}
    answer = ask(GAN, "latents", body)
    assert set(answer) == {"picture", "side", "channels", "predictions"}


def test_a_search_reports_and_comes_nearer():
    latents = load_noise(GAN, 1)
    target = ask(GAN, "pictures", {"latents": latents})["pictures"]
    status, answer = post(model_routes(), f"/models/{GAN}/search", {"picture": target, "steps": 20})
    assert status == 200
    reports = [json.loads(line) for line in answer.decode().splitlines()]
    assert [report["step"] for report in reports] == [0, 5, 10, 15, 20]
    errors = [report["error"] for report in reports]
    assert errors == sorted(errors, reverse=True)
    assert errors[-1] < 0.7 * errors[0]
    assert pixels_of(reports[-1]["picture"]).shape == (1, 28, 28)
    assert len(reports[-1]["latent"]) == 100


def test_codes_are_the_shipped_ones():
    answer = ask(VAE, "codes", {})
    known = load_latent_statistics(VAE)
    latents = np.frombuffer(base64.b64decode(answer["latents"]), dtype="<f4").reshape(-1, 2)
    assert np.array_equal(latents, known.latents.numpy())
    labels = np.frombuffer(base64.b64decode(answer["labels"]), dtype=np.uint8)
    assert labels.tolist() == known.labels.tolist()
    assert len(base64.b64decode(answer["errors"])) == 4 * len(labels)
    assert answer["size"] == 2


@pytest.mark.parametrize(
    ("model", "name", "body", "words"),
    [
        (VAE, "pictures", {"latents": [[1, 2, 3]]}, r"shape (1, 3); accepted: 1 to"),
        (VAE, "pictures", {"latents": [[0, 0]] * (MOST_PICTURES + 1)}, "accepted: 1 to"),
        (VAE, "pictures", {"latents": []}, "accepted"),
        (VAE, "pictures", {"latents": [["a", 2]]}, "lists of numbers"),
        (VAE, "pictures", b'{"latents": [[NaN, 0]]}', "NaN or infinite"),
        (VAE, "pictures", {"latents": [[1e39, 0]]}, "NaN or infinite"),
        (VAE, "pictures", {}, "accepted"),
        (VAE, "pictures", b"[]", "no JSON object"),
        (VAE, "pictures", b"\xff", "no JSON"),
        (VAE, "pictures", b" " * (MOST_BYTES + 1), "longer than"),
        (VAE, "pictures", {"latents": [[0, 0]], "device": "tpu"}, "'tpu'; accepted"),
        (CGAN, "pictures", {"latents": [[0] * 64]}, "labels are 1 whole numbers 0 to 9"),
        (CGAN, "pictures", {"latents": [[0] * 64], "labels": [10]}, "labels are"),
        (CGAN, "pictures", {"latents": [[0] * 64], "labels": [True]}, "labels are"),
        (CGAN, "pictures", {"latents": [[0] * 64], "labels": [[0.5] * 10]}, "add up to 1"),
        (CGAN, "pictures", {"draw": {"count": 10**9, "seed": 0, "truncation": 1}}, "draw is"),
        (CGAN, "pictures", {"draw": {"count": 1, "seed": 0.5, "truncation": 1}}, "draw is"),
        (CGAN, "pictures", {"draw": 3}, "draw is"),
        (VAE, "latents", {"drawing": "***"}, "base64"),
        (VAE, "latents", {"drawing": base64.b64encode(bytes(1000)).decode()}, "a square of"),
        (VAE, "latents", {"drawing": base64.b64encode(bytes(3600)).decode()}, "no digit"),
        (VAE, "latents", {"picture": "AAAA"}, "accepted: 1 to"),
        (VAE, "latents", {}, "accepted"),
        (GAN, "search", {"picture": ONE, "steps": 10**6}, "steps is 1000000; accepted: 1 to"),
        (GAN, "search", {"picture": ONE, "steps": "many"}, "steps is many"),
        (CGAN, "search", {"picture": ONE}, "labels are"),
    ],
)  # fmt: skip
def test_what_is_refused(model, name, body, words):
    status, message = refusal(model, name, body)
    assert status == 400
    assert words in message


@pytest.mark.parametrize("name", ["nothing", "..", "../toy", "toy"])
def test_a_model_that_is_not_shipped_is_named_with_the_way_to_get_it(name):
    status, answer = post(model_routes(), f"/models/{name}/pictures", {"latents": [[0, 0]]})
    assert status == 404
    if name in ("nothing", "toy"):
        assert f"train {name} --out pretrained/{name}" in json.loads(answer)["error"]


def test_a_model_is_loaded_once():
    shown_models.shipped_model.cache_clear()
    for _ in range(3):
        ask(VAE, "pictures", {"latents": [[0, 0]]})
    assert shown_models.shipped_model.cache_info().misses == 1


@pytest.mark.parametrize(("count", "expected"), [(1, 1), (64, 1), (65, 2)])
def test_few_pictures_take_one_thread(count, expected, monkeypatch):
    seen = []
    # A thread keeps the number that it had when it first computed.
    turns._pool.cache_clear()
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    plain = shown_models.decode
    monkeypatch.setattr(
        shown_models, "decode", lambda *given: seen.append(torch.get_num_threads()) or plain(*given)
    )
    try:
        ask(VAE, "pictures", {"latents": [[0, 0]] * count})
    finally:
        torch.set_num_threads(before)
    assert seen == [expected]
