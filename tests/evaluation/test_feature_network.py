"""Features of a network from a file: what is refused, and scores that are known by hand."""

import hashlib
import pickle

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper
from safetensors.torch import save_file
from torch_fidelity import feature_extractor_inceptionv3 as inception_module

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.images import load_images
from gan_core.evaluation import feature_network
from gan_core.evaluation.evaluate import Evaluation, evaluate
from gan_core.evaluation.feature_network import network_scores, open_network
from tests.evaluation.models import model_of
from tests.long import mostly_long

CPU = torch.device("cpu")


def write_onnx(path, shape, *, node=None, kind=TensorProto.FLOAT):
    """Write a network of one node; the usual one gives the means of each channel."""
    node = node or helper.make_node("GlobalAveragePool", ["images"], ["features"])
    graph = helper.make_graph(
        [node], "means",
        [helper.make_tensor_value_info("images", kind, shape)],
        [helper.make_tensor_value_info("features", TensorProto.FLOAT, None)],
    )  # fmt: skip
    made = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)
    onnx.save(made, path)
    return path


@pytest.fixture
def means(tmp_path):
    return write_onnx(tmp_path / "means.onnx", ["N", 3, 8, 8])


def test_grey_pictures_of_another_size_go_through_a_network_for_colour(means):
    network = open_network(means)
    images = torch.rand(60, 1, 28, 28, generator=torch.Generator().manual_seed(0))
    found = network.features(images)
    assert found.shape == (60, 3)
    small = torch.nn.functional.interpolate(images, (8, 8), mode="bilinear", antialias=True)
    assert torch.allclose(found, small.mean((1, 2, 3))[:, None].expand(-1, 3), atol=1e-6)
    assert network.sha256 == hashlib.sha256(means.read_bytes()).hexdigest()


def test_progress_is_told_by_the_picture(means):
    told = []
    network = open_network(means, progress=lambda done, total: told.append((done, total)))
    network.features(torch.zeros(120, 3, 8, 8))
    assert told == [(50, 120), (100, 120), (120, 120)]


@pytest.mark.parametrize(
    ("shape", "kind", "said"),
    [
        (["N", 3, 4096, 8], TensorProto.FLOAT, "accepted: to 1024"),
        (["N", 3], TensorProto.FLOAT, r"float pictures \(N, C, S, S\)"),
        (["N", 3, 8, 8], TensorProto.INT64, "float pictures|is no ONNX network"),
    ],
)
def test_networks_that_take_no_pictures(tmp_path, shape, kind, said):
    node = helper.make_node("Identity", ["images"], ["features"])
    with pytest.raises(CheckpointError, match=said):
        open_network(write_onnx(tmp_path / "odd.onnx", shape, node=node, kind=kind))


def test_channels_that_do_not_fit(tmp_path):
    network = open_network(write_onnx(tmp_path / "five.onnx", ["N", 5, 8, 8]))
    with pytest.raises(CheckpointError, match="5 channels; these have 3"):
        network.features(torch.zeros(2, 3, 8, 8))


def test_features_that_are_no_numbers(tmp_path):
    node = helper.make_node("Log", ["images"], ["features"])
    network = open_network(write_onnx(tmp_path / "log.onnx", ["N", 3, 8, 8], node=node))
    with pytest.raises(CheckpointError, match="no finite numbers"):
        network.features(torch.zeros(2, 3, 8, 8))


def test_a_file_of_something_else(tmp_path):
    path = tmp_path / "text.onnx"
    path.write_text("no network")
    with pytest.raises(CheckpointError, match="is no ONNX network"):
        open_network(path)


def test_no_pickle_is_executed(tmp_path):
    class Evil:
        def __reduce__(self):
            return (open, (str(tmp_path / "ran"), "w"))

    path = tmp_path / "weights.pth"
    path.write_bytes(pickle.dumps({"fc.weight": Evil()}))
    with pytest.raises(CheckpointError):
        open_network(path)
    assert not (tmp_path / "ran").exists()


@pytest.fixture(scope="module")
def inception():
    """Inception with random weights."""
    kind = inception_module.FeatureExtractorInceptionV3
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inception_module, "load_state_dict_from_url", lambda *_, **__: {})
        patch.setattr(kind, "load_state_dict", lambda *_: None)
        torch.manual_seed(0)
        return kind("random", ["2048"])


@pytest.mark.parametrize("suffix", mostly_long(["pth", "safetensors"], "safetensors"))
def test_inception_of_a_file(inception, tmp_path, suffix):
    path, weights = tmp_path / f"inception.{suffix}", inception.state_dict()
    if suffix == "pth":
        torch.save(weights, path)
    else:
        save_file(weights, path)
    images = torch.rand(2, 1, 28, 28, generator=torch.Generator().manual_seed(1))
    found = open_network(path).features(images)
    expected = inception(images.mul(255).round().byte().expand(-1, 3, -1, -1))[0]
    assert found.shape == (2, 2048)
    assert torch.equal(found, expected)


def test_weights_of_another_network(tmp_path):
    save_file({"weight": torch.zeros(3)}, tmp_path / "other.safetensors")
    with pytest.raises(CheckpointError, match="does not hold Inception's weights"):
        open_network(tmp_path / "other.safetensors")


@pytest.mark.parametrize("missing", ["torchmetrics", "torch_fidelity", "onnxruntime"])
def test_missing_libraries_are_named(means, tmp_path, monkeypatch, missing):
    save_file({"weight": torch.zeros(3)}, tmp_path / "w.safetensors")
    monkeypatch.setattr(feature_network, "find_spec", lambda name: name != missing)
    path = means if missing == "onnxruntime" else tmp_path / "w.safetensors"
    with pytest.raises(CheckpointError, match=r"pip install 'gan-explorer\[(fid|onnx)\]'"):
        open_network(path)


def test_fid_and_kid_by_hand():
    real = torch.tensor([[1.0, 0], [-1, 0], [0, 1], [0, -1]]).repeat(5, 1)
    made = 2 * real + torch.tensor([3.0, 0])
    found = network_scores(real, made, seed=0)
    # Covariances are 10/19 and 40/19 times one: 9 between the means, and for each of two axes
    # the square of the difference of the deviations.
    assert found["fid"] == pytest.approx(9 + 2 * 10 / 19, rel=1e-4)

    def kernel(a, b):
        return (a.double() @ b.double().T / 2 + 1) ** 3

    def apart(rows):
        inner = kernel(rows, rows)
        return (inner.sum() - inner.trace()) / (20 * 19)

    expected = apart(real) + apart(made) - 2 * kernel(real, made).mean()
    assert found["kid"] == pytest.approx(float(expected), rel=1e-4)
    assert found["kid_std"] == pytest.approx(0, abs=1e-3)  # a subset is the whole set


def test_the_same_set_is_perfect():
    rows = torch.randn(40, 3, generator=torch.Generator().manual_seed(2))
    found = network_scores(rows, rows, seed=0)
    assert found["fid"] == pytest.approx(0, abs=1e-4)
    assert found["precision"] == found["recall"] == found["coverage"] == 1


def test_evaluation_has_them_beside_ours(means, monkeypatch):
    test, train = load_images("digits", "test"), load_images("digits", "train")
    monkeypatch.setattr("gan_core.evaluation.evaluate.load_classifier", lambda _: Means())
    monkeypatch.setattr("gan_core.evaluation.evaluate.SWD_PICTURES", 20)
    given = Evaluation(test, train, 100, 0, CPU, network=open_network(means))
    found = evaluate(model_of("dcgan-mnist"), given)["by_network"]
    assert found["network"] == "means.onnx"
    # Grey pictures have three equal channels: the distance of one, three times.
    assert found["generated"]["fid"] > 10 * found["floor"]["fid"]
    with pytest.raises(CheckpointError, match="this is a vae"):
        evaluate(model_of("vae-mnist-2d"), given)


class Means:
    """Stands in for the classifier of digits."""

    def to(self, device):
        return self

    def features(self, images):
        return images.mean((2, 3)) + torch.tensor(np.zeros((1, 4)), dtype=torch.float32)
