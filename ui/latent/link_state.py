"""What a link to the latent spaces holds: view, model, where one is, and what is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gan_core.checkpoints.converted import is_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.latent.walks import INTERPOLATIONS
from gan_core.settings.base import Settings, SettingsError, choice, number, word
from gan_core.settings.families import ENCODING, GENERATIVE
from gan_core.settings.images import CLASSES, DIGIT_RESOLUTION, ImageSettings
from gan_core.storage.text import shown
from ui.controls.link_values import (
    in_todays_words,
    left_out,
    own_values,
    take_base,
    take_values,
)
from ui.latent.keys import DEFAULT_KEYS, Key, read_keys, usual_keys, write_keys
from ui.models.model_list import listed_names, settings_of
from ui.shared.text import _

EARLIER_WORDS = ({"doubt": "uncertainty"}, {("tab", "sum"): "arithmetic"})
"""What links called otherwise in earlier versions."""

VIEWS = ("map", "sliders", "walk", "encode", "arithmetic", "planes")
GANS = ("dcgan-mnist-best", "dcgan-mnist", "gan-mnist", "cgan-mnist-best", "cgan-mnist")
DIGIT_VIEWS = {"encode": GENERATIVE, "arithmetic": ("ae", "vae", "gan")}
"""Views for which one chooses a model of digits, and of which kinds."""

BESIDE = "vae-mnist-2d"
"""What the map shows beside the autoencoder before anybody has chosen."""

PLANE_RESOLUTION = 64
"""A plane is covered with pictures of up to this resolution."""

LONGEST_NAME = 255
SWITCH = ("off", "on")
DEFAULT_MODEL = "vae-mnist-10d-best"
LATENT_LIMIT = 1000.0


@dataclass(frozen=True)
class LatentChoice(Settings):
    """What the controls of all views say, each in its limits."""

    tab: str = choice("map", VIEWS, "What one does with the latents.")
    codes: str = choice("on", SWITCH, "Latents of 5,000 test digits, coloured by digit.")
    prior: str = choice("on", SWITCH, "Circles of one, two and three standard deviations.")
    uncertainty: str = choice("off", SWITCH, "Where the classifier is uncertain what is decoded.")
    grid: str = choice("off", SWITCH, "Decoded pictures all over the plane; zoom in for more.")
    scale: str = choice(
        "own",
        ("own", "same"),
        "One for each shows form; the same shows how far apart an autoencoder's latents lie.",
    )
    x: float = number(0.0, -LATENT_LIMIT, LATENT_LIMIT, "First latent of the point.")
    y: float = number(0.0, -LATENT_LIMIT, LATENT_LIMIT, "Second latent of the point.")
    axes: str = choice(
        "latents",
        ("latents", "directions"),
        "Single latents, or the main directions among them (GANSpace), strongest first.",
    )
    seed: int = number(
        0,
        0,
        2**31 - 1,
        "Which random latent; 0 is the origin, all zeros, of a model with an encoder.",
    )
    truncation: float = number(
        2.0,
        0.1,
        4.0,
        "Latents are of a normal distribution truncated at so many standard deviations.",
    )
    label: int = number(0, 0, CLASSES - 1, "Which digit a model with labels makes.")
    way: str = choice(
        "straight",
        tuple(INTERPOLATIONS),
        "Linear, or spherical (slerp), which keeps the length of latents.",
    )
    frames: int = number(9, 1, 30, "Frames from each picture to the next.")
    closed: str = choice("off", SWITCH, "Back to the first picture, so that it repeats.")
    a: int = number(8, 0, CLASSES - 1, "The digit that is computed with first.")
    b: int = number(1, 0, CLASSES - 1, "The digit that is subtracted.")
    c: int = number(4, 0, CLASSES - 1, "The digit that is added.")
    gan: str = word(GANS[0], LONGEST_NAME, "Which GAN stands beside the autoencoders.")
    beside: str = word(BESIDE, LONGEST_NAME, "Which VAE stands beside the autoencoder.")


@dataclass(frozen=True)
class LatentLinkState:
    """What a link asks for; ``latent`` is empty where seed and truncation decide."""

    model: str
    choice: LatentChoice
    latent: tuple[float, ...] = ()
    keys: tuple[Key, ...] = DEFAULT_KEYS
    notices: list[str] = field(default_factory=list)


def makes_digits(name: str) -> bool:
    """Whether a model makes digits, which a classifier reads; one that is not there is taken so."""
    try:
        return settings_of(name).labelled
    except CheckpointError:
        return True


def view_names(tab: str) -> list[str]:
    """Names of the models among which a view lets choose: those of digits, others, converted ones.

    Map and planes have choices of their own.
    """
    names = listed_names(*DIGIT_VIEWS.get(tab, GENERATIVE))
    digits = [name for name in names if makes_digits(name)]
    if tab == "encode":
        # A drawing is compared with what the model makes, pixel by pixel.
        return [name for name in digits if settings_of(name).resolution == DIGIT_RESOLUTION]
    if tab in DIGIT_VIEWS:
        return digits
    return sorted(names, key=lambda name: (is_converted(name), name not in digits))


def beside_names() -> list[str]:
    """Names of the VAEs that the map can show beside the autoencoder."""
    converted = [name for name in listed_names("vae") if is_converted(name) and makes_digits(name)]
    return [BESIDE, *(name for name in converted if settings_of(name).latent_dim > 1)]


def plane_gans() -> list[str]:
    """Names of the GANs of which a plane can stand beside those of the autoencoders."""
    names = listed_names("gan", "cgan")
    converted = (name for name in names if is_converted(name) and _fits_plane(settings_of(name)))
    return [*(name for name in GANS if name in names), *converted]


def _fits_plane(settings: ImageSettings) -> bool:
    return settings.latent_dim > 1 and settings.resolution <= PLANE_RESOLUTION


def is_coded(settings: ImageSettings) -> bool:
    """Whether a model can say where a digit lies among its latents."""
    return settings.labelled and settings.kind in ENCODING


def usual_model(names: list[str]) -> str:
    """Return the model that a view shows where none, or none of its own, was asked for."""
    return DEFAULT_MODEL if DEFAULT_MODEL in names or not names else names[0]


def read_latent(parameters: Mapping[str, str]) -> LatentLinkState:
    """Return what query parameters ask for; a wrong value falls back with a notice."""
    parameters = in_todays_words(parameters, *EARLIER_WORDS)
    notices: list[str] = []
    names = listed_names(*GENERATIVE)
    model = take_base(parameters, "model", names, usual_model(names), notices)
    rest = {key: value for key, value in parameters.items() if key not in ("z", "keys")}
    chosen = take_values(LatentChoice(), rest, "model", notices)
    chosen = _listed(chosen, "gan", plane_gans(), notices)
    chosen = _listed(chosen, "beside", beside_names(), notices)
    fitting = view_names(chosen.tab)
    if fitting and model not in fitting:
        fallback = usual_model(fitting)
        notices.append(
            _("model={model} in the link is not for this view; {fallback} is used.").format(
                model=model, fallback=fallback
            )
        )
        model = fallback
    latent = _latent(parameters.get("z", ""), model, notices)
    keys = _keys(parameters.get("keys"), model, notices)
    return LatentLinkState(model, chosen, latent, keys, notices)


def _listed(chosen: LatentChoice, key: str, names: list[str], notices: list[str]) -> LatentChoice:
    """Return the choice with a model that is there; another than that adds a notice."""
    name = getattr(chosen, key)
    if name in names or name == getattr(LatentChoice(), key):
        return chosen
    fallback = names[0] if names else getattr(LatentChoice(), key)
    known = take_base({key: name}, key, names, fallback, notices)
    return chosen.replace(**{key: known})


def _keys(text: str | None, model: str, notices: list[str]) -> tuple[Key, ...]:
    """Parse the pictures of a walk; what the model has not got is left out."""
    digits = makes_digits(model)
    try:
        return usual_keys(digits=digits) if text is None else read_keys(text, digits=digits)
    except SettingsError as error:
        notices.append(left_out(error))
        return usual_keys(digits=digits)


def _latent(text: str, model: str, notices: list[str]) -> tuple[float, ...]:
    """Parse the numbers of a latent; one that does not fit the model is left out."""
    if not text:
        return ()
    size = settings_of(model).latent_dim
    try:
        values = tuple(float(part) for part in text.split("_"))
        if len(values) != size:
            raise SettingsError(f"z={shown(text)} has another count of numbers; accepted: {size}")
        for value in values:
            LatentChoice(x=value)
    except ValueError as error:
        wrong = (
            str(error)
            if isinstance(error, SettingsError)
            else (f"z={shown(text)} is no latent; accepted: {size} numbers with _ between")
        )
        notices.append(left_out(wrong))
        return ()
    return values


def write_latent(link: LatentLinkState) -> dict[str, str]:
    """Return query parameters: view, model, and what differs from the usual."""
    chosen = own_values(link.choice, LatentChoice(), always=("tab",))
    latent = {"z": "_".join(f"{value:g}" for value in link.latent)} if link.latent else {}
    usual_way = usual_keys(digits=makes_digits(link.model))
    keys = {"keys": write_keys(link.keys)} if link.keys != usual_way else {}
    return chosen | {"model": link.model} | latent | keys
