"""Damaged and hostile safetensors files: the bytes of each, made from those of a whole one."""

import json


def with_header(header, data=b"\0" * 8, *, length=None):
    """A file with a header as it is, and the length that it says it has."""
    size = len(header) if length is None else length
    return size.to_bytes(8, "little") + header + data


def entry(**changes):
    """A header with one tensor of two numbers, changed."""
    known = {"dtype": "F32", "shape": [2], "data_offsets": [0, 8]} | changes
    return with_header(json.dumps({"a": known}).encode())


DAMAGED = {
    "a header nested 100,000 deep": with_header(b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"),
    "metadata nested 100,000 deep": with_header(
        b'{"__metadata__":{"card":' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
    ),
    "a header that is longer than the file": with_header(b'{"a":1}', length=10**9),
    "a header of 2^39 bytes": with_header(b'{"a":1}', length=2**39),
    "a header cut off": with_header(b'{"a":1}', length=5),
    "no tensors in it": with_header(b'{"a":1}'),
    "a list": with_header(b'{"a":[1]}'),
    "not JSON": with_header(b"{hello}"),
    "not text": with_header(b'{"\xff":1}'),
    "offsets that are infinite": with_header(
        b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,1e999]}}'
    ),
    "offsets beyond the file": entry(data_offsets=[0, 2**62], shape=[2**60]),
    "offsets turned round": entry(data_offsets=[8, 0]),
    "offsets below 0": entry(data_offsets=[-8, 0]),
    "a shape that is larger": entry(shape=[2**40]),
    "a shape that overflows": entry(shape=[2**40, 2**40]),
    "a type that nobody knows": entry(dtype="F31"),
    "a number of 5,000 digits": with_header(
        b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b'],"data_offsets":[0,8]}}'
    ),
    "more data than it says": entry()[:] + b"\0" * 8,
    "less data than it says": entry()[:-1],
}
"""Files that no reader of safetensors takes."""
