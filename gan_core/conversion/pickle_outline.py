"""What a pickle would make, told without making it: its classes, and the storages it asks for.

torch's own restricted reader carries a pickle out later. It allows more than weights need, such as
functions that take any amount of memory, so a pickle is followed here first: each instruction moves
descriptions of values about, and nothing is called, imported or allocated.
"""

from __future__ import annotations

import pickletools
from _compat_pickle import IMPORT_MAPPING, NAME_MAPPING
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from gan_core.conversion.errors import ConversionError, reason
from gan_core.conversion.recognition import ACCEPTED
from gan_core.storage.text import one_line

MOST_INSTRUCTIONS = 1_000_000
MOST_VALUES = 1_000_000
"""Values that one value holds, each as often as it occurs: shared ones could make 2^n of n."""

MOST_IN_KEY = 100
MOST_DEPTH = 50
PROTOCOL = 2

SIZES = {
    1: ("Char", "Byte", "Bool", "QUInt8", "QInt8", "QUInt4x2", "QUInt2x4"),
    2: ("Half", "BFloat16", "Short"),
    4: ("Float", "Int", "QInt32"),
    8: ("Double", "Long", "ComplexFloat"),
    16: ("ComplexDouble",),
}
ITEM_BYTES = {f"torch.{name}Storage": size for size, names in SIZES.items() for name in names}
ITEM_BYTES["torch.storage.UntypedStorage"] = 1
"""Bytes of a number in each of torch's storages."""


@dataclass(frozen=True)
class StorageRequest:
    """Numbers that a pickle asks for: the key of their bytes, and how many bytes they are."""

    key: str
    size: int


@dataclass
class Outline:
    """What a pickle names: classes and functions in order, storages, texts.

    ``root`` is what it makes: the class's name, a number, or parts that are no concern.
    """

    classes: dict[str, None] = field(default_factory=dict)
    storages: list[StorageRequest] = field(default_factory=list)
    texts: set[str] = field(default_factory=set)
    root: Any = None


@dataclass
class _Value:
    """A description: the class's name for a class (``kind`` class) or what it made (made).

    ``content`` of a tuple, a text or a number is itself; ``values`` counts what is in it.
    """

    kind: str
    content: Any = None
    values: int = 1
    depth: int = 0


def outline(file: IO[bytes]) -> Outline:
    """Return what the pickle at a file's position names; the file is at its end afterwards.

    Raises ``ConversionError``, with what follows a file's name in a sentence, for bytes that are no
    pickle of protocol 2, which is ``torch.save``'s, and for ones that would take too much.
    """
    follower = _Follower()
    try:
        for count, (opcode, argument, _place) in enumerate(_instructions(file)):
            if count > MOST_INSTRUCTIONS:
                raise ConversionError(f"has more than {MOST_INSTRUCTIONS} instructions in a pickle")
            follower.follow(opcode.name, argument)
    except ConversionError:
        raise
    except Exception as error:
        # pickletools, and a stack that is too short, raise whatever comes up on damaged bytes.
        raise ConversionError(f"is damaged or no checkpoint: {reason(error)}") from None
    return follower.outline


def _instructions(file: IO[bytes]) -> Iterator[tuple[pickletools.OpcodeInfo, Any, int | None]]:
    return pickletools.genops(file)


class _Follower:
    """Moves descriptions about as a pickle's instructions move values."""

    def __init__(self) -> None:
        self.outline = Outline()
        self.stack: list[_Value] = []
        self.marked: list[list[_Value]] = []
        self.memo: dict[int, _Value] = {}

    def follow(self, name: str, argument: Any) -> None:  # noqa: ANN401
        """Carry one instruction out on descriptions."""
        if name in _CONSTANTS:
            self.stack.append(_Value("plain", argument))
        elif name in _ACTIONS:
            _ACTIONS[name](self, argument)
        else:
            raise ConversionError(
                f"has the instruction {name} in a pickle, which torch.save does not write; "
                f"{ACCEPTED}"
            )

    def protocol(self, argument: int) -> None:
        if argument != PROTOCOL:
            raise ConversionError(
                f"is a pickle of protocol {argument}, and only torch.save's own, {PROTOCOL}, is "
                f"opened; {ACCEPTED}"
            )

    def text(self, argument: str) -> None:
        self.outline.texts.add(argument)
        self.stack.append(_Value("plain", argument))

    def named(self, argument: str) -> None:
        module, _space, name = argument.partition(" ")
        module, name = NAME_MAPPING.get((module, name), (IMPORT_MAPPING.get(module, module), name))
        self.outline.classes[f"{module}.{name}"] = None
        self.stack.append(_Value("class", f"{module}.{name}"))

    def mark(self, _argument: None) -> None:
        self.marked.append(self.stack)
        self.stack = []

    def since_mark(self) -> list[_Value]:
        found, self.stack = self.stack, self.marked.pop()
        return found

    def tuple_of(self, items: list[_Value]) -> None:
        depth = 1 + max((item.depth for item in items), default=0)
        values = 1 + sum(item.values for item in items)
        _check_nesting(depth, values)
        self.stack.append(_Value("tuple", items, values, depth))

    def last(self, count: int) -> None:
        items = [self.stack.pop() for _ in range(count)]
        self.tuple_of(items[::-1])

    def container(self, _argument: None) -> None:
        self.stack.append(_Value("container"))

    def put(self, argument: int) -> None:
        self.memo[argument] = self.stack[-1]

    def get(self, argument: int) -> None:
        self.stack.append(self.memo[argument])

    def extend(self, items: list[_Value]) -> None:
        into = self.stack[-1]
        # What is put into a value later on is counted when torch has read it.
        into.values += sum(item.values for item in items)
        into.depth = max([into.depth, *(item.depth + 1 for item in items)])
        _check_nesting(into.depth, into.values)

    def set_items(self, items: list[_Value]) -> None:
        for key in items[::2]:
            if key.values > MOST_IN_KEY:
                raise ConversionError(f"has a key of {key.values} values; accepted: texts")
        self.extend(items)

    def pairs(self, _argument: None) -> None:
        value, key = self.stack.pop(), self.stack.pop()
        self.set_items([key, value])

    def append(self, _argument: None) -> None:
        item = self.stack.pop()
        self.extend([item])

    def call(self, _argument: None) -> None:
        given, called = self.stack.pop(), self.stack.pop()
        name = called.content if called.kind == "class" else "what is no class"
        self.stack.append(_Value("made", name))
        if name in ITEM_BYTES or name == "torch.Tensor":
            # Called with a size, they take so much memory.
            raise ConversionError("makes numbers that it does not hold")
        if name == "torch._tensor._rebuild_from_type_v2" and not _rebuilds(given):
            raise ConversionError("holds a tensor that is made by what makes no tensors")

    def build(self, _argument: None) -> None:
        self.stack.pop()
        if self.stack[-1].kind != "made":
            raise ConversionError("is damaged or no checkpoint: a state without an object")

    def persistent(self, _argument: None) -> None:
        known = self.stack.pop()
        parts = known.content if known.kind == "tuple" else []
        if len(parts) >= 2 and parts[0].content == "module":
            # The oldest modules name their class like that, and bring its source.
            self.stack.append(parts[1])
            return
        if len(parts) not in (5, 6) or parts[0].content != "storage":
            raise ConversionError("refers to something that is no storage of numbers")
        self.outline.storages.append(_request(*parts[1:5]))
        self.stack.append(_Value("storage"))

    def stop(self, _argument: None) -> None:
        self.outline.root = self.stack.pop().content


def _check_nesting(depth: int, values: int) -> None:
    if values > MOST_VALUES:
        raise ConversionError(f"holds more than {MOST_VALUES} values")
    if depth > MOST_DEPTH:
        raise ConversionError("is nested too deeply for weights by name")


def _request(kind: _Value, key: _Value, location: _Value, count: _Value) -> StorageRequest:
    name = kind.content
    if kind.kind != "class" or name not in ITEM_BYTES:
        raise ConversionError(f"has a storage of an unknown type, {one_line(name, most=60)}")
    # Only letters and digits: all readers of an archive take them for the same name.
    texts = isinstance(key.content, str) and isinstance(location.content, str)
    plain = texts and key.content.isascii() and key.content.isalnum()
    if not plain or type(count.content) is not int or count.content < 0:
        raise ConversionError("has a storage whose key, place or size is none")
    return StorageRequest(key.content, count.content * ITEM_BYTES[name])


def _rebuilds(given: _Value) -> bool:
    """Whether the function among these arguments, which is called in turn, makes a tensor."""
    parts = given.content if given.kind == "tuple" else []
    called = parts[0] if parts else _Value("plain")
    return called.kind == "class" and called.content.startswith("torch._utils._rebuild_tensor")


_CONSTANTS = frozenset(
    {"NONE", "NEWTRUE", "NEWFALSE", "BININT", "BININT1", "BININT2", "BINFLOAT", "LONG1"}
)
_ACTIONS: dict[str, Callable[[_Follower, Any], None]] = {
    "PROTO": _Follower.protocol,
    "BINUNICODE": _Follower.text,
    "SHORT_BINSTRING": _Follower.text,
    "GLOBAL": _Follower.named,
    "MARK": _Follower.mark,
    "TUPLE": lambda follower, _: follower.tuple_of(follower.since_mark()),
    "EMPTY_TUPLE": lambda follower, _: follower.tuple_of([]),
    "TUPLE1": lambda follower, _: follower.last(1),
    "TUPLE2": lambda follower, _: follower.last(2),
    "TUPLE3": lambda follower, _: follower.last(3),
    "EMPTY_LIST": _Follower.container,
    "EMPTY_DICT": _Follower.container,
    "EMPTY_SET": _Follower.container,
    "BINPUT": _Follower.put,
    "LONG_BINPUT": _Follower.put,
    "BINGET": _Follower.get,
    "LONG_BINGET": _Follower.get,
    "APPEND": _Follower.append,
    "APPENDS": lambda follower, _: follower.extend(follower.since_mark()),
    "SETITEM": _Follower.pairs,
    "SETITEMS": lambda follower, _: follower.set_items(follower.since_mark()),
    "REDUCE": _Follower.call,
    "NEWOBJ": _Follower.call,
    "BUILD": _Follower.build,
    "BINPERSID": _Follower.persistent,
    "STOP": _Follower.stop,
}
"""The instructions that torch's restricted reader knows."""
