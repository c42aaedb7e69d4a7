"""JSON of a request and its fields: read by type and limits, or refused in one line."""

import json

import numpy as np
import pytest

from ui.http.json_fields import RequestError, named, numbers, real, repeated, whole
from ui.http.json_requests import MOST_DEPTH, parse_json
from ui.http.query import MOST_NUMBERS, QueryError, whole_number, whole_numbers


def nested(depth):
    return b'{"a":' + b"[" * (depth - 1) + b"]" * (depth - 1) + b"}"


def test_an_object_is_read():
    assert parse_json(b'{"a": [1, 2.5, "x", null, true]}') == {"a": [1, 2.5, "x", None, True]}
    assert parse_json(nested(MOST_DEPTH)) is not None
    # Brackets in a text are no depth.
    assert parse_json(b'{"a": "' + b"[" * 99 + b'"}') == {"a": "[" * 99}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "no JSON"), (b"\xff", "no JSON"), (b"{", "no JSON"), (b"1" * 5000, "no JSON"),
        (b"[]", "no JSON object"), (b"null", "no JSON object"), (b'"{}"', "no JSON object"),
        (b'{"a": NaN}', "a number is NaN"), (b'{"a": [-Infinity]}', "a number is -Infinity"),
        (nested(MOST_DEPTH + 1), "nested too deeply"), (nested(900), "nested too deeply"),
        (b"[" * 100_000, "nested too deeply"),
    ],
)  # fmt: skip
def test_what_is_no_object_is_refused(body, words):
    with pytest.raises(RequestError, match=words):
        parse_json(body)


@pytest.mark.parametrize("value", [1, 5, 10])
def test_whole_numbers_within_limits(value):
    assert whole({"n": value}, "n", 1, 10) == value
    assert whole({}, "n", 1, 10, default=3) == 3


@pytest.mark.parametrize("value", [0, 11, 10**400, -(2**64), 1.0, True, "1", None, [1], {}])
def test_what_is_no_whole_number_within_limits(value):
    with pytest.raises(RequestError, match=r"^n is .{1,50}; accepted: 1 to 10, a whole number$"):
        whole({"n": value}, "n", 1, 10)


@pytest.mark.parametrize(("value", "expected"), [(1, 1.0), (0.1, 0.1), (4, 4.0)])
def test_numbers_within_limits(value, expected):
    found = real({"n": value}, "n", 0.1, 4)
    assert (found, type(found)) == (expected, float)


@pytest.mark.parametrize(
    "value", [0.09, 4.01, json.loads("1e999"), float("nan"), 10**400, True, "1", None, []]
)
def test_what_is_no_number_within_limits(value):
    with pytest.raises(RequestError, match=r"^n is .{1,50}; accepted: 0.1 to 4$"):
        real({"n": value}, "n", 0.1, 4)


def test_names():
    assert named({"n": "vae mnist é"}, "n") == "vae mnist é"
    assert named({}, "n", "auto") == "auto"
    for wrong in ("", "x" * 101, "a\0", "a\nb", "\ud800", 3, None, ["a"], {}):
        with pytest.raises(RequestError, match="n is missing or no name: ") as caught:
            named({"n": wrong}, "n")
        assert len(str(caught.value)) < 150


def test_lists_of_numbers():
    found = numbers({"n": [[1, 2.5], [3, -4]]}, "n")
    assert found.dtype == np.float32
    assert found.tolist() == [[1, 2.5], [3, -4]]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, "n is None; accepted: lists"), ({}, "lists of numbers"), ("12", "lists of numbers"),
        ([[1], [1, 2]], "no lists of numbers"), ([["a"]], "no lists of numbers"),
        ([{}], "no lists of numbers"), ([10**400], "no lists of numbers"),
        ([10**39], "NaN or infinite"), ([1e39], "NaN or infinite"),
        ([json.loads("-1e999")], "NaN or infinite"), ([None], "NaN or infinite"),
    ],
)  # fmt: skip
def test_what_are_no_lists_of_numbers(value, words):
    with pytest.raises(RequestError, match=words):
        numbers({"n": value}, "n")


def test_a_value_is_told_in_a_few_characters():
    deep = []
    for _ in range(800):
        deep = [deep]
    for value in ("x" * 10_000, deep, 10**4000, {"a" * 999: "b" * 999}, list(range(99_999))):
        assert len(repeated(value)) <= 63
    assert repeated("abc") == "abc"
    assert repeated([1, 2]) == "[1, 2]"


def test_numbers_of_a_query():
    query = {"after": "-12", "steps": "3,,40,", "most": "9" * 18}
    assert whole_number(query, "after", "0") == -12
    assert whole_number(query, "rows", "-1") == -1
    assert whole_number(query, "most", "0") == 10**18 - 1 < 2**63
    assert whole_numbers(query, "steps") == [3, 40]
    assert whole_numbers(query, "other") == []
    assert len(whole_numbers({"n": "1," * 9999}, "n")) == MOST_NUMBERS


@pytest.mark.parametrize(
    "text", ["9223372036854775808", "1e3", "1.0", " 1", "+1", "1_0", "٣", "²", "nan", "0x1", "--1"]
)
def test_what_is_no_number_of_a_query(text):
    for read in (
        lambda: whole_number({"n": text}, "n", "0"),
        lambda: whole_numbers({"n": text}, "n"),
    ):
        with pytest.raises(QueryError, match=r"^n is .*; accepted: whole numbers"):
            read()
