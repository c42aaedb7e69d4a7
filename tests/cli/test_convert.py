"""``convert`` and what other commands do with its file."""

import json
from itertools import pairwise

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from gan_core.checkpoints.converted import load_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.cli.main import main
from tests.conversion.files import CHECKPOINTS, FILES, Hostile, needs_files
from tests.conversion.made import LATENTS, MADE, make_file
from tests.conversion.originals import LATENT_DIM, dcgan

SIZE = ("--image-size", "8")
"""What no shape tells of 64 numbers: that they are a picture."""


def dense_gan(path):
    """A small generator of dense layers, as another project saves it."""
    random = torch.Generator().manual_seed(0)
    sizes = (6, 5, 64)
    weights = {}
    for i, (a, b) in enumerate(pairwise(sizes)):
        weights[f"{2 * i}.weight"] = torch.randn(b, a, generator=random)
        weights[f"{2 * i}.bias"] = torch.randn(b, generator=random)
    torch.save(weights, path)
    return weights


def convert(path, layout, out, *more):
    return main(["convert", str(path), "--from", layout, "--out", str(out), "--json", *more])


@pytest.mark.data
@needs_files
@pytest.mark.parametrize("name", FILES)
def test_every_layout_is_converted_and_sampled(name, tmp_path, capsys):
    out = tmp_path / "mine.safetensors"
    assert convert(CHECKPOINTS / name, FILES[name], out) == 0
    told = json.loads(capsys.readouterr().out)
    expected = CHECKPOINTS / f"{name.split('.')[0]}_expected.npz"
    with np.load(expected) as known:
        images, latents = known["images"], known["z"]
    assert told["image_size"] == images.shape[-1]
    assert told["latent_dim"] == latents.shape[1]
    assert told["kind"] in ("gan", "vae")
    sampled = tmp_path / "sampled.npz"
    command = ["sample", str(out), "--latents", str(expected), "--out", str(sampled), "--json"]
    assert main(command) == 0
    with np.load(sampled) as found:
        made = found["images"]
    wanted = images if told["kind"] == "vae" else (images.clip(-1, 1) + 1) / 2
    wanted = wanted.transpose(0, 2, 3, 1)
    wanted = wanted[..., 0] if wanted.shape[-1] == 1 else wanted
    assert np.abs(made - 255 * wanted).max() <= 0.51


def test_a_converted_model_samples_by_itself(tmp_path, capsys):
    weights = dense_gan(tmp_path / "gan.ckpt")
    out = tmp_path / "gan.safetensors"
    assert convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", out, *SIZE) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["kind"], told["image_size"], told["latent_dim"]) == ("gan", 8, 6)
    model = load_converted(out)
    latents = torch.randn(3, 6, generator=torch.Generator().manual_seed(1))
    hidden = torch.relu(latents @ weights["0.weight"].T + weights["0.bias"])
    expected = torch.tanh(hidden @ weights["2.weight"].T + weights["2.bias"])
    assert torch.allclose(model.network(latents).flatten(1) * 2 - 1, expected, atol=1e-5)
    assert main(["sample", str(out), "--n", "5", "--out", str(tmp_path / "a.png")]) == 0


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.pt", "--from", "csinva-vae", "--out", "a.safetensors"], "No such file"),
        (["gan.ckpt", "--from", "keras", "--out", "a.safetensors"], "accepted: pytorch-examples"),
        (["gan.ckpt", "--from", "csinva-vae", "--out", "a.pt"], "accepted: .safetensors"),
        (["gan.ckpt", "--from", "csinva-vae", "--out", "a.safetensors"], "no checkpoint of csinva"),
        (
            ["bad.pt", "--from", "csinva-vae", "--out", "a.safetensors"],
            "nothing of it was executed",
        ),
    ],
)
def test_mistakes_are_one_line(arguments, words, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dense_gan(tmp_path / "gan.ckpt")
    torch.save({"a": Hostile(tmp_path / "trap")}, tmp_path / "bad.pt")
    assert main(["convert", *arguments]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not (tmp_path / "trap").exists()
    assert not (tmp_path / "a.safetensors").exists()


@pytest.mark.parametrize(
    ("array", "words"),
    [
        ({"z": np.zeros((2, 5), np.float32)}, "accepted: 1 to 100000 rows of 6"),
        ({"z": np.full((2, 6), np.nan)}, "finite"),
        ({"y": np.zeros((2, 6))}, "no npz file with an array z"),
        ({"z": np.array([{}], dtype=object)}, "no npz file with an array z"),
    ],
)
def test_latents_that_do_not_fit(array, words, tmp_path, capsys):
    dense_gan(tmp_path / "gan.ckpt")
    convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", tmp_path / "gan.safetensors", *SIZE)
    np.savez(tmp_path / "z.npz", **array)
    capsys.readouterr()
    command = ["sample", str(tmp_path / "gan.safetensors"), "--latents", str(tmp_path / "z.npz")]
    assert main([*command, "--out", str(tmp_path / "a.npz")]) == 2
    assert words in capsys.readouterr().err


def test_files_that_are_no_converted_models(tmp_path):
    dense_gan(tmp_path / "gan.ckpt")
    good = tmp_path / "gan.safetensors"
    convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", good, *SIZE)
    weights = load_file(good)
    save_file(weights, tmp_path / "bare.safetensors")
    (tmp_path / "cut.safetensors").write_bytes(good.read_bytes()[:-5])
    (tmp_path / "text.safetensors").write_text("hello")
    for name in ("bare", "cut", "text", "missing"):
        with pytest.raises(CheckpointError):
            load_converted(tmp_path / f"{name}.safetensors")


def test_a_converted_file_is_not_converted_again(tmp_path, capsys):
    dense_gan(tmp_path / "gan.ckpt")
    convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", tmp_path / "gan.safetensors", *SIZE)
    capsys.readouterr()
    out = tmp_path / "again.safetensors"
    assert convert(tmp_path / "gan.safetensors", "csinva-gan-mlp", out, *SIZE) == 2
    assert "gan.safetensors is converted already" in capsys.readouterr().err


def test_where_a_model_is_seen_in_the_app(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    dense_gan(tmp_path / "gan.ckpt")
    assert convert("gan.ckpt", "csinva-gan-mlp", "gan.safetensors", *SIZE) == 0
    assert (tmp_path / "gan.safetensors").is_file()
    shown = tmp_path / "home" / "models" / "gan.safetensors"
    told = json.loads(capsys.readouterr().out)
    assert f'--out "{shown}"' in told["in_app"]
    assert told["dataset"] == "unknown"
    assert convert("gan.ckpt", "csinva-gan-mlp", shown, *SIZE) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["in_app"] == "Latent spaces lists it as gan (converted)"


@pytest.mark.parametrize("home", ["/proc/home", None])
def test_a_model_is_converted_without_a_home(home, tmp_path, capsys, monkeypatch):
    def unknown(_):
        raise KeyError("getpwuid(): uid not found")

    for name in ("GAN_EXPLORER_HOME", "XDG_DATA_HOME", "HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("pwd.getpwuid", unknown)
    # Nor is a temporary folder made that nobody needs.
    monkeypatch.setattr("tempfile.mkdtemp", None)
    if home:
        monkeypatch.setenv("GAN_EXPLORER_HOME", home)
    dense_gan(tmp_path / "gan.ckpt")
    out = tmp_path / "gan.safetensors"
    assert convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", out, *SIZE) == 0
    told = json.loads(capsys.readouterr().out)
    assert out.is_file()
    assert told["in_app"].startswith("GAN_EXPLORER_HOME names a folder of yours")


@pytest.mark.parametrize(
    ("name", "words"), [("mnist", "accepted: 1 x 28 x 28"), ("cats", "accepted: unknown, mnist")]
)
def test_what_pictures_show_is_checked(name, words, tmp_path, capsys):
    dense_gan(tmp_path / "gan.ckpt")
    out = tmp_path / "gan.safetensors"
    choices = (*SIZE, "--dataset", name)
    assert convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", out, *choices) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()


@pytest.mark.parametrize("layout", MADE)
def test_a_file_of_each_layout_that_is_made_here(layout, tmp_path, capsys):
    out = tmp_path / "made.safetensors"
    assert convert(make_file(layout, tmp_path / "made.pt"), layout, out) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["latent_dim"] == LATENTS[layout]
    assert told["dataset"] == ("mnist" if layout.startswith("csinva") else "unknown")
    assert main(["sample", str(out), "--n", "3", "--out", str(tmp_path / "a.npz"), "--json"]) == 0
    with np.load(tmp_path / "a.npz") as found:
        assert found["images"].shape[:2] == (3, told["image_size"])


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (["survey"], "which the app measures by itself"),
        (["evaluate", "--card"], "a converted one is a single file"),
        (["evaluate"], "unknown data set 'unknown'"),
        (["faces", "place", "--model"], "accepted: models that make faces"),
    ],
)
def test_what_other_commands_say_of_a_converted_model(command, words, tmp_path, capsys):
    dense_gan(tmp_path / "gan.ckpt")
    convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", tmp_path / "gan.safetensors", *SIZE)
    assert main([*command, str(tmp_path / "gan.safetensors")]) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1


def test_a_dcgan_of_32_pixels_is_not_cut_to_28(tmp_path, capsys):
    """Its last layer has a kernel of 1, as csinva's of 28 x 28 has with another padding."""
    network = dcgan(last=(1, 1, 0), scales=4)
    torch.save(network.state_dict(), tmp_path / "netG.pth")
    out = tmp_path / "a.safetensors"
    command = (tmp_path / "netG.pth", "pytorch-examples-dcgan", out)
    assert convert(*command) == 2
    said = capsys.readouterr().err
    assert "--image-size says the resolution" in said
    assert said.count("\n") == 1
    assert convert(*command, "--image-size", "32") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["image_size"] == 32
    assert told["assumed"] == ["--activation relu", "--last-activation tanh"]
    latents = np.random.default_rng(0).standard_normal((4, LATENT_DIM)).astype(np.float32)
    np.savez(tmp_path / "z.npz", z=latents)
    sample = ["sample", str(out), "--latents", str(tmp_path / "z.npz")]
    assert main([*sample, "--out", str(tmp_path / "a.npz")]) == 0
    with np.load(tmp_path / "a.npz") as found, torch.no_grad():
        expected = network(torch.from_numpy(latents)[:, :, None, None]).add(1).mul(127.5)
        assert found["images"].shape == (4, 32, 32, 3)
        assert np.abs(found["images"] - expected.permute(0, 2, 3, 1).numpy()).max() <= 0.51


@pytest.mark.parametrize(
    ("choice", "words"),
    [
        (("--image-size", "big"), "--image-size big is out of range; accepted: 4 to 1024"),
        (("--image-size", "3"), "accepted: 4 to 1024"),
        (("--image-size", "9" * 5000), "accepted: 4 to 1024"),
        (("--channels", "2"), "--channels 2 is not accepted; accepted: 1, 3"),
        (("--activation", "swish"), "--activation swish is unknown; accepted: relu, leaky_relu"),
        (("--last-activation", "relu"), "--last-activation relu is unknown; accepted: tanh, sig"),
        (("--slope", "nan"), "--slope nan is out of range; accepted: 0 to 1"),
        (("--part", "netG"), "has no part 'netG'; found: 0.weight, 0.bias"),
    ],
)
def test_choices_that_are_not_accepted(choice, words, tmp_path, capsys):
    dense_gan(tmp_path / "gan.ckpt")
    out = tmp_path / "a.safetensors"
    assert convert(tmp_path / "gan.ckpt", "csinva-gan-mlp", out, *choice) == 2
    said = capsys.readouterr().err
    assert words in said
    assert said.count("\n") == 1
    assert not out.exists()
