"""The pictures that a walk goes through, and the rows that say which.

They are digits of the test set, random ones, and the visitor's own; models of other pictures than
digits have random ones only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import count

import numpy as np
import streamlit as st
import torch

from gan_core.latent.generation import spread_labels, truncated_noise
from gan_core.settings.base import SettingsError
from gan_core.settings.images import CLASSES
from gan_core.storage.text import shown
from ui.models.model_list import version_of
from ui.shared.text import N_, Texts, _

FEWEST, MOST = 2, 6
RANDOM, DRAWN = "random", "drawn"
KINDS = (*map(str, range(CLASSES)), RANDOM, DRAWN)
WHICH_LIMIT = 999
KIND_NAMES = Texts({RANDOM: N_("Random"), DRAWN: N_("Your own")})
KEYS = "latent-keys"
"""Where the session state holds the pictures that were chosen."""

POOL = 400
"""Random pictures of a model without encoder, among which digits are found by the classifier."""


@dataclass(frozen=True)
class Key:
    """A picture: ``kind`` is a digit, ``random`` or ``drawn``; ``which`` counts from 0."""

    kind: str
    which: int = 0


DEFAULT_KEYS = (Key("7"), Key("2"))
DEFAULT_RANDOM = (Key(RANDOM), Key(RANDOM, 1))


class MissingKeyError(ValueError):
    """A model has no such picture; one line says which."""


def key_kinds(*, digits: bool) -> tuple[str, ...]:
    """Return the kinds of picture that a model of digits has, or one of anything else."""
    return KINDS if digits else (RANDOM,)


def usual_keys(*, digits: bool) -> tuple[Key, ...]:
    """Return what a walk goes through before anybody has chosen."""
    return DEFAULT_KEYS if digits else DEFAULT_RANDOM


def fitting_keys(keys: tuple[Key, ...], *, digits: bool) -> tuple[Key, ...]:
    """Return keys that a model has: what it lacks becomes a random picture, each another one."""
    kinds = key_kinds(digits=digits)
    taken = {key.which for key in keys if key.kind == RANDOM}
    free = (which for which in count() if which not in taken)
    return tuple(key if key.kind in kinds else Key(RANDOM, next(free)) for key in keys)


def read_keys(text: str, *, digits: bool = True) -> tuple[Key, ...]:
    """Parse what ``write_keys`` wrote; ``SettingsError`` says what is accepted."""
    keys = tuple(_read_key(part, key_kinds(digits=digits)) for part in text.split("_"))
    if not FEWEST <= len(keys) <= MOST:
        raise SettingsError(f"keys has {len(keys)} pictures; accepted: {FEWEST} to {MOST}")
    return keys


def _read_key(part: str, kinds: tuple[str, ...]) -> Key:
    kind, _dot, which = part.partition(".")
    if kind not in kinds or not (which or "0").isdecimal() or int(which or 0) > WHICH_LIMIT:
        raise SettingsError(
            f"keys={shown(part)} is no picture; accepted: {', '.join(kinds)}, "
            f"each with .0 to .{WHICH_LIMIT} behind it"
        )
    return Key(kind, int(which or 0))


def write_keys(keys: tuple[Key, ...]) -> str:
    """Return keys as a link holds them: ``7_2.3_random.5``."""
    return "_".join(f"{key.kind}.{key.which}" if key.which else key.kind for key in keys)


def key_latents(name: str, keys: tuple[Key, ...], drawn: tuple[float, ...]) -> torch.Tensor:
    """Return the latents (k, d) of keys; ``drawn`` is the visitor's own, empty without one."""
    return torch.stack([_key_latent(name, key, drawn) for key in keys])


def _key_latent(name: str, key: Key, drawn: tuple[float, ...]) -> torch.Tensor:
    from ui.models.shown_models import shown_model

    settings = shown_model(name, "cpu").settings
    if key.kind == DRAWN:
        if len(drawn) != settings.latent_dim:
            raise MissingKeyError(_("Nothing is drawn for this model yet: go to Encode first."))
        return torch.tensor(drawn)
    if key.kind == RANDOM:
        random = torch.Generator().manual_seed(key.which)
        cpu = torch.device("cpu")
        return truncated_noise(1, settings, truncation=None, generator=random, device=cpu)[0]
    latents, labels = digit_pool(name, version_of(name))
    found = (labels == int(key.kind)).nonzero().flatten()
    if not len(found):
        raise MissingKeyError(
            _("Among {count} pictures of this model none is a {digit}.").format(
                count=len(labels), digit=key.kind
            )
        )
    return latents[found[key.which % len(found)]]


@lru_cache(maxsize=64)
def digit_pool(name: str, _version: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Latents (N, d) with labels (N,): of test digits, or random ones read by the classifier."""
    from ui.models.shown_models import pictures_of, predictions_of, shown_model, shown_statistics

    known = shown_statistics(name)
    if len(known.labels):
        return known.latents, known.labels
    model = shown_model(name, "cpu")
    random = torch.Generator().manual_seed(0)
    latents = truncated_noise(
        POOL, model.settings, truncation=2.0, generator=random, device=torch.device("cpu")
    )
    labels = spread_labels(range(CLASSES), POOL)
    if model.settings.conditional:
        return latents, labels
    made = pictures_of(model, latents.numpy(), None)
    return latents, torch.from_numpy(np.argmax(predictions_of(model, made.pixels), axis=1))


def chosen_keys(*, digits: bool) -> tuple[Key, ...]:
    """Return the pictures that the rows say, as a model has them."""
    return fitting_keys(tuple(st.session_state[KEYS]), digits=digits)


def keys_control(*, digits: bool) -> None:
    """Draw for each picture what it is, and which of its kind.

    Digits stay in the session while a model of faces shows random pictures in their place, so
    that they are there again with the next model of digits.
    """
    keys = chosen_keys(digits=digits)
    more, fewer = st.columns(2, vertical_alignment="bottom")
    more.button(
        _("Add"), icon=":material/add:", disabled=len(keys) >= MOST, width="stretch",
        on_click=lambda: _put((*keys, Key(RANDOM, len(keys)))),
        help=_("One more picture at the end; at most {most}.").format(most=MOST),
    )  # fmt: skip
    fewer.button(
        _("Remove"), icon=":material/remove:", disabled=len(keys) <= FEWEST, width="stretch",
        on_click=lambda: _put(keys[:-1]), help=_("Takes the last picture away."),
    )  # fmt: skip
    if digits:
        _digit_rows(keys)
    else:
        _random_rows(keys)


def _random_rows(keys: tuple[Key, ...]) -> None:
    """Draw the choice of random latents, two beside each other."""
    for place, key in enumerate(keys):
        if place % 2 == 0:
            columns = st.columns(2)
        st.session_state[_which_key(place)] = key.which
        columns[place % 2].number_input(
            _("Picture {number}").format(number=place + 1), step=1, key=_which_key(place),
            on_change=_take_random_rows,
            help=_("Which random latent: 0 to {most}.").format(most=WHICH_LIMIT),
        )  # fmt: skip


def _digit_rows(keys: tuple[Key, ...]) -> None:
    for place, key in enumerate(keys):
        kind_key, which_key = _kind_key(place), _which_key(place)
        st.session_state[kind_key], st.session_state[which_key] = key.kind, key.which
        left, right = st.columns([1.5, 1])
        left.selectbox(
            _("Picture {number}").format(number=place + 1), KINDS, key=kind_key,
            format_func=lambda kind: KIND_NAMES.get(kind, kind), on_change=_take_rows,
            help=_("A digit, a random latent, or what you drew under Encode."),
        )  # fmt: skip
        right.number_input(
            _("Example"), step=1, key=which_key, on_change=_take_rows,
            help=_("Another of its kind: 0 to {most}.").format(most=WHICH_LIMIT),
        )  # fmt: skip


def _kind_key(place: int) -> str:
    return f"latent-kind-{place}"


def _which_key(place: int) -> str:
    return f"latent-which-{place}"


def _put(keys: tuple[Key, ...]) -> None:
    st.session_state[KEYS] = keys


def _take_random_rows() -> None:
    keys = chosen_keys(digits=False)
    _put(tuple(Key(RANDOM, _which(place, key)) for place, key in enumerate(keys)))


def _take_rows() -> None:
    keys = chosen_keys(digits=True)
    _put(
        tuple(
            Key(st.session_state[_kind_key(place)], _which(place, key))
            for place, key in enumerate(keys)
        )
    )


def _which(place: int, key: Key) -> int:
    """Return what a row says; a number out of range stays as it was."""
    which = int(st.session_state[_which_key(place)])
    return which if 0 <= which <= WHICH_LIMIT else key.which
