import json

import numpy as np
import pytest

from gan_core.storage.strict_json import finite_or_none, not_finite, strict_json

NAN, INFINITE = float("nan"), float("inf")


@pytest.mark.parametrize(
    ("content", "expected", "names"),
    [
        ({"a": 1.5, "b": [1, "x", None, True]}, '{"a": 1.5, "b": [1, "x", null, true]}', []),
        ({"a": NAN}, '{"a": null}', ["a"]),
        ({"a": {"b": -INFINITE, "c": 2}}, '{"a": {"b": null, "c": 2}}', ["a.b"]),
        ({"a": [NAN, 1.0, INFINITE]}, '{"a": [null, 1.0, null]}', ["a"]),
        ({"a": ({"b": NAN}, {"b": NAN})}, '{"a": [{"b": null}, {"b": null}]}', ["a.b"]),
        ({"a": np.float64(INFINITE)}, '{"a": null}', ["a"]),
        ({1: NAN}, '{"1": null}', ["1"]),
        ({"nan": "NaN", "a": "inf"}, '{"nan": "NaN", "a": "inf"}', []),
    ],
)
def test_what_is_not_finite_is_null_and_named(content, expected, names):
    assert strict_json(content) == expected
    assert not_finite(content) == names
    assert not_finite(finite_or_none(content)) == []


def test_no_character_is_left_that_moves_a_cursor():
    text = strict_json({"\x1b[2J": "\x7f\x9b\x00\n\udcff"})
    assert text.isascii()
    assert text.isprintable()
    assert json.loads(text) == {"\x1b[2J": "\x7f\x9b\x00\n\udcff"}
