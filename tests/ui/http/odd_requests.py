"""Requests that no page sends, for whatever routes there are, the same each time."""

import base64
import json
import random

from gan_core.runs.groups import GroupPlan
from gan_core.settings.toy import ToySettings

METHODS = ("HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "get", "X" * 300, "é")
NAMES = (
    "cgan-mnist-best", "vae-mnist-2d", "pggan-mnist32", "dcgan-celeba64", "classifier-mnist",
    "run", "group", "x" * 5000, "a\0b", "..", "\n", "é", "\ufffd", "a\0.safetensors",
    "x" * 300 + ".safetensors", "🂡", " ",
)  # fmt: skip
"""Names that stand in a path: models, a run and a group that are there, and what is none."""

HUGE = 10**400
NUMBERS = (
    HUGE, -HUGE, 2**63, 2**64, -(2**63) - 1, 1e308, -1, 0, 1, 0.5, True, None, "1", "٣", "", [], {},
)  # fmt: skip
QUERY_NUMBERS = (
    "9" * 5000, "9" * 19, "-9223372036854775809", "1e999", "nan", "inf", "0x10", "1_0", "+1", " 1",
    "%D9%A3", "%FF%FE", "%00", "--1", ",,,", ",".join(["1"] * 20000), "1,x", "",
)  # fmt: skip
KEYS = (
    "latents", "labels", "draw", "count", "seed", "truncation", "device", "picture", "drawing",
    "steps", "predictions", "bare", "source", "space", "model", "indices", "tab", "label", "other",
    "share", "text", "counts",
)  # fmt: skip
DIGIT = base64.b64encode(bytes(784)).decode()
FITTING = {
    "latents": [[0.0, 0.0]], "draw": {"count": 1, "seed": 0, "truncation": 1}, "labels": [3],
    "count": 2, "seed": 1, "truncation": 1, "device": "cpu", "picture": DIGIT, "steps": 1,
    "source": "shipped", "space": "pixels", "model": "dcgan-celeba64", "indices": [0],
}  # fmt: skip
"""Fields as pages send them; changed one by one they get past the first checks."""

BODIES = (
    b"", b"\0", b"\xff\xfe", b"{", b"null", b"[]", b'"text"', b"NaN", b"1" * 5000, b"[" * 100_000,
    b'{"a":' * 20_000 + b"1" + b"}" * 20_000, b'{"latents": [[NaN, 0]]}',
    b'{"latents": [[1e999, 0]]}', b'{"latents": [[-Infinity, 0]]}', b'{"count": 1e999, "seed": 0}',
    b'{"\\ud800": "\\ud800"}', b'{"model": "\\ud800", "count": 1, "seed": 0, "truncation": 1}',
    b'{"source": "celeba", "space": "../../etc/x"}', b'{"source": "celeba", "space": "\\u0000"}',
    '{"latents": [[0, 0]], "latents": 3}'.encode("utf-16"), b'{"counts": [1e999]}',
    b" " * 3_000_000,
    b'{"latents": ' + b"[" * 500 + b"]" * 500 + b"}", b'{"tab": "digit", "seed": 1e400}',
)  # fmt: skip


def odd_values(source):
    """Return a value of any kind, nested at most a little."""
    kind = source.randrange(8)
    if kind == 0:
        return [odd_values(source) for _ in range(source.randrange(4))]
    if kind == 1:
        return {source.choice(KEYS): odd_values(source) for _ in range(source.randrange(4))}
    if kind == 2:
        return "".join(chr(source.randrange(0xD7FF)) for _ in range(source.randrange(200)))
    return source.choice(NUMBERS)


def odd_bodies(seed):
    """Return bodies: those above, fields that fit with one that does not, and any fields."""
    source = random.Random(seed)
    fields = [
        FITTING | {key: value}
        for key in KEYS
        for value in (HUGE, source.choice(NUMBERS), odd_values(source))
    ]
    fields += [{key: odd_values(source) for key in source.sample(KEYS, 5)} for _ in range(40)]
    return [*BODIES, *(json.dumps(content).encode() for content in fields)]


def odd_queries():
    """Return query strings: every number that is none, at every place, also twice."""
    given = [
        f"{key}={value}" for key in ("after", "rows", "steps", "other") for value in QUERY_NUMBERS
    ]
    return [text.encode() for text in [*given, "after=1&after=x", "after", "&&=", "a" * 9000]]


def fill(store):
    """Put a run and a group of two into a store, which routes can be asked for."""
    settings = ToySettings()
    store.create("run", settings, steps=10, device="cpu")
    store.create_group("group", ["a", "b"], GroupPlan("compare", (settings,) * 2, "ab", "cpu", 10))
