"""A checkpoint becomes the network that it was made for: what shapes do not tell is asked."""

import pytest
import torch
from torch import nn

from gan_core.checkpoints.converted import load_converted, save_converted
from gan_core.conversion.layouts import read_layout
from gan_core.conversion.networks import last_geometry
from gan_core.conversion.reading import ConversionError
from gan_core.conversion.settings import CHOICES, LAYOUT_NAMES, Choices
from tests.conversion.originals import LATENT_DIM, dcgan, dense, named

EXAMPLE, MLP = "pytorch-examples-dcgan", "csinva-gan-mlp"


def check_pictures(network, layout, choices, path, *, low=-1.0, shape=None):
    """Compare pictures of the converted model, written and loaded, with the original's."""
    found = read_layout(layout, network.state_dict(), choices)
    save_converted(path, found, source="a.pth")
    model = load_converted(path)
    first = network[0]
    size = first.in_features if isinstance(first, nn.Linear) else LATENT_DIM
    latents = torch.randn(4, size, generator=torch.Generator().manual_seed(1))
    given = latents if isinstance(first, nn.Linear) else latents[:, :, None, None]
    with torch.no_grad():
        expected = (network(given) - low) / (1 - low)
    expected = expected.view(4, *shape) if shape else expected
    made = model.network(latents)
    assert made.shape == expected.shape
    assert (made - expected).abs().max() < 1e-5
    # Pictures that differ from each other: a constant would agree with anything.
    assert expected.std(0).max() > 0.01
    return found


@pytest.mark.parametrize(
    ("last", "size"),
    [
        ((4, 2, 1), 32),
        ((1, 1, 0), 16),
        ((1, 1, 2), 12),
        ((3, 1, 1), 16),
        ((3, 1, 0), 18),
        ((3, 2, 1), 31),
        ((5, 1, 2), 16),
        ((4, 1, 0), 19),
        ((2, 2, 0), 32),
    ],
)
@pytest.mark.parametrize("channels", [1, 3])
def test_the_resolution_decides_stride_and_padding_of_the_last_layer(
    last, size, channels, tmp_path
):
    network = dcgan(last=last, channels=channels)
    check_pictures(network, EXAMPLE, Choices(image_size=size), tmp_path / "a.safetensors")


def test_a_kernel_of_4_doubles_as_in_the_example(tmp_path):
    found = check_pictures(dcgan(), EXAMPLE, Choices(), tmp_path / "a.safetensors")
    assert found.assumed == ("--image-size 32", "--activation relu", "--last-activation tanh")


@pytest.mark.parametrize(
    ("kernel", "words"),
    [(1, r"--image-size says .* 32 \(padding 0\) or 28 \(padding 2\)"), (3, "--image-size says")],
)
def test_another_kernel_asks_for_the_resolution(kernel, words):
    weights = dcgan(last=(kernel, 1, 0), scales=4).state_dict()
    with pytest.raises(ConversionError, match=words) as caught:
        read_layout(EXAMPLE, weights)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("kernel", "size"), [(1, 33), (1, 64), (3, 64), (4, 68), (1, 6)])
def test_a_resolution_that_no_padding_gives_is_refused(kernel, size):
    weights = dcgan(last=(kernel, 1, 0), scales=4).state_dict()
    with pytest.raises(ConversionError, match=f"kernel of {kernel} makes no {size} x {size}"):
        read_layout(EXAMPLE, weights, Choices(image_size=size))


@pytest.mark.parametrize("before", [4, 8, 16, 32])
@pytest.mark.parametrize("kernel", range(1, 8))
def test_stride_and_padding_are_those_that_lead_to_a_resolution(before, kernel):
    for stride in (1, 2):
        for padding in range(3):
            if (before - 1) * stride + kernel - 2 * padding < 1:
                continue
            layer = nn.ConvTranspose2d(1, 1, kernel, stride, padding)
            size = layer(torch.zeros(1, 1, before, before)).shape[-1]
            assert last_geometry(before, kernel, size) == (stride, padding)


def test_biases_of_convolutions_are_read(tmp_path):
    check_pictures(dcgan(bias=True), EXAMPLE, Choices(), tmp_path / "a.safetensors")
    network = dcgan()
    network[-2].bias = nn.Parameter(torch.tensor([0.5, -0.5, 0.2]))
    found = check_pictures(network, EXAMPLE, Choices(), tmp_path / "b.safetensors")
    assert found.settings.biases == (0, 0, 0, 1)


FUNCTIONS = {
    "relu": (nn.ReLU(), {}),
    "leaky_relu": (nn.LeakyReLU(0.1), {"slope": 0.1}),
    "elu": (nn.ELU(), {}),
    "tanh": (nn.Tanh(), {}),
}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("end", ["tanh", "sigmoid"])
def test_functions_between_layers_and_at_the_end(name, end, tmp_path):
    function, more = FUNCTIONS[name]
    choices = Choices(activation=name, last_activation=end, **more)
    low, last = (0.0, nn.Sigmoid()) if end == "sigmoid" else (-1.0, nn.Tanh())
    path = tmp_path / "a.safetensors"
    check_pictures(dcgan(function=function, end=last), EXAMPLE, choices, path, low=low)
    # A dropout does nothing in use, and moves the layers' numbers.
    network = dense((6, 20, 784), function=function, end=last, extra=(nn.Dropout(0.3),))
    check_pictures(network, MLP, choices, path, low=low, shape=(1, 28, 28))


@pytest.mark.parametrize(
    ("network", "layout", "between"),
    [
        (dense((6, 20, 784), extra=(nn.Dropout(),)), MLP, "0, 3"),
        (dcgan(extra=(nn.Dropout2d(),)), EXAMPLE, "0, 4, 8, 12"),
        (nn.Sequential(nn.Identity(), *dense((6, 20, 784))), MLP, "1, 3"),
        (nn.Sequential(dense((6, 20, 16)), dense((16, 784))), MLP, "0.0, 0.2, 1.0"),
    ],
)
def test_layers_with_other_numbers_ask_for_the_function(network, layout, between):
    with pytest.raises(ConversionError, match=f"numbers {between}, .* --activation says"):
        read_layout(layout, network.state_dict())
    assert read_layout(layout, network.state_dict(), Choices(activation="relu"))


def test_leaky_relu_asks_for_its_slope_and_others_have_none():
    weights = dcgan().state_dict()
    with pytest.raises(ConversionError, match=r"--slope says it, 0\.2 in most GANs"):
        read_layout(EXAMPLE, weights, Choices(activation="leaky_relu"))
    with pytest.raises(ConversionError, match=r"--slope 0\.2 goes with --activation leaky_relu"):
        read_layout(EXAMPLE, weights, Choices(slope=0.2))


@pytest.mark.parametrize(
    ("choices", "shape"),
    [
        (Choices(image_size=32), (3, 32, 32)),
        (Choices(channels=3), (3, 32, 32)),
        (Choices(image_size=32, channels=3), (3, 32, 32)),
    ],
)
def test_dense_layers_make_coloured_pictures(choices, shape, tmp_path):
    network = dense((6, 10, 3 * 32 * 32))
    check_pictures(network, MLP, choices, tmp_path / "a.safetensors", shape=shape)


def test_a_vae_of_coloured_pictures(tmp_path):
    sizes = {"fc1": (192, 9), "fc21": (9, 3), "fc22": (9, 3), "fc3": (3, 9), "fc4": (9, 192)}
    network = nn.ModuleDict({name: nn.Linear(*size) for name, size in sizes.items()})
    with pytest.raises(ConversionError, match=r"--image-size says its resolution, 8 \(coloured\)"):
        read_layout("csinva-vae", network.state_dict())
    found = read_layout("csinva-vae", network.state_dict(), Choices(image_size=8))
    latents = torch.randn(2, 3, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        expected = torch.sigmoid(network["fc4"](torch.relu(network["fc3"](latents))))
    made = found.network.decode(latents)
    assert torch.allclose(made, expected.view(2, 3, 8, 8), atol=1e-6)


@pytest.mark.parametrize(
    ("sizes", "words"),
    [
        ((20, 50, 25), r"size 25, .* scores of classes: .* --image-size .* 5 \(grey\)"),
        ((784, 64, 10), "size 10, as no square picture"),
        ((784, 256, 1), "size 1, as no square picture"),
        ((784, 64, 36), r"--image-size says its resolution, 6 \(grey\)"),
        ((6, 20, 48), r"--image-size says its resolution, 4 \(coloured\)"),
    ],
)
def test_scores_of_a_classifier_or_critic_are_no_picture(sizes, words):
    with pytest.raises(ConversionError, match=words) as caught:
        read_layout(MLP, dense(sizes).state_dict())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "choices", [Choices(image_size=28), Choices(channels=3), Choices(image_size=5, channels=3)]
)
def test_a_picture_that_does_not_fit_names_those_that_do(choices):
    with pytest.raises(ConversionError, match="accepted: --image-size 5 --channels 1"):
        read_layout(MLP, dense((6, 9, 25)).state_dict(), choices)


@pytest.mark.parametrize("layout", LAYOUT_NAMES)
def test_what_a_layout_decides_is_not_asked(layout):
    known = {"image_size": 8, "channels": 1, "activation": "relu", "slope": 0.1}
    known["last_activation"] = "tanh"
    for name in known.keys() - set(CHOICES[layout]):
        given = f"--{name.replace('_', '-')}"
        with pytest.raises(ConversionError, match=f"{given} does not go with {layout}"):
            read_layout(layout, {}, Choices(**{name: known[name]}))


@pytest.mark.parametrize(
    ("network", "words"),
    [
        # Two layers without anything between, a norm that is missing, a layer of another kind.
        (nn.Sequential(nn.Linear(6, 9), nn.Linear(9, 784)), "nothing between its layers 0, 1"),
        (dcgan()[:1], "expected 2 or more"),
        (nn.Sequential(*[part for part in dcgan() if not isinstance(part, nn.BatchNorm2d)]),
         "with a batch norm between each two"),
        (nn.Sequential(*dcgan(), nn.Conv2d(3, 3, 1)), "with a batch norm between each two"),
        (nn.Sequential(nn.ConvTranspose2d(5, 8, 4), nn.BatchNorm2d(8),
                       nn.ConvTranspose2d(8, 3, 4)), "nothing between its layers 1, 2"),
        (nn.Sequential(nn.ConvTranspose2d(5, 8, 7, bias=False), *dcgan()[1:]),
         r"0.weight is \(5, 8, 7, 7\), expected \(5, 8, 4, 4\)"),
    ],
)  # fmt: skip
def test_other_networks_are_refused(network, words):
    layout = MLP if isinstance(network[0], nn.Linear) else EXAMPLE
    with pytest.raises(ConversionError, match=words):
        read_layout(layout, named(network.state_dict(), "main."))
