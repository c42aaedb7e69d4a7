"""Files made to run code, to take memory or time, or to read what is not theirs."""

import struct
import time

import pytest
import torch

from gan_core.conversion.reading import ConversionError, read_content
from tests.conversion.pickles import (
    FORMS,
    call,
    named,
    old_file,
    plain,
    row,
    storage,
    table,
    tensor,
    whole,
    zip_file,
)

THREE = struct.pack("<3f", 1, 2, 3)
TOUCH = plain("touch TRAP")
HUGE = plain(10**12)
OS_SYSTEM = named("posix", "system")


def refused(content):
    """Return what is said of a file's bytes: one short line, soon."""
    started = time.perf_counter()
    with pytest.raises(ConversionError) as caught:
        read_content(content, name="a.pth")
    assert time.perf_counter() - started < 3
    said = str(caught.value)
    assert said.startswith("a.pth ")
    assert said.isprintable()
    assert len(said) < 500
    return said


CODE = {
    "os.system": call(OS_SYSTEM, TOUCH),
    "its name on other systems": call(named("nt", "system"), TOUCH),
    "os by its own name": call(named("os", "system"), TOUCH),
    "eval": call(named("__builtin__", "eval"), plain("open('TRAP', 'w')")),
    "exec in a list": b"](" + call(named("builtins", "exec"), TOUCH) + b"e",
    "in a key": b"}" + call(OS_SYSTEM, TOUCH) + b"Ns",
    "getattr": call(named("builtins", "getattr"), named("posix", "system"), plain("__call__")),
    "a process": call(named("subprocess", "Popen"), plain("touch")),
    "new object": named("subprocess", "Popen") + row(TOUCH) + b"\x81",
    "state": named("__main__", "Thing") + b")\x81" + table(run=TOUCH) + b"b",
    "torch.load": call(named("torch", "load"), plain("other.pth")),
    "a module of torch": call(named("torch.utils.cpp_extension", "load"), plain("a")),
    "another pickle": call(named("pickle", "loads"), plain("x")),
    "an argument of a tensor": call(named("torch._utils", "_rebuild_parameter"),
                                    call(OS_SYSTEM, TOUCH), b"\x89", b"N"),
    "an import alone": OS_SYSTEM,
    "a class with spaces": call(named("collections OrderedDict", "x"), TOUCH),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", CODE)
def test_code_is_named_and_not_run(name, form, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = refused(FORMS[form](table(weights=CODE[name])))
    assert "holds more than tensors and plain values (" in said
    assert "nothing of it was executed" in said
    assert not list(tmp_path.iterdir())


def test_code_in_the_small_parts_of_an_old_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    pieces = old_file(table(a=plain(1)))
    evil = whole(call(OS_SYSTEM, TOUCH))
    magic, rest = pieces.split(b".", 1)
    for content in (
        evil,
        magic + b"." + evil + rest,
        evil * 5,
        pieces[: pieces.rindex(b"\x80")] + evil,
    ):
        refused(content)
    assert not list(tmp_path.iterdir())


MEMORY = {
    "bytes": call(named("__builtin__", "bytearray"), HUGE),
    "a storage": call(named("torch.storage", "UntypedStorage"), HUGE),
    "another storage": call(named("torch", "FloatStorage"), HUGE),
    "a tensor": call(named("torch", "Tensor"), HUGE),
    "a new tensor": named("torch", "Tensor") + row(HUGE) + b"\x81",
    "a tensor of a type": call(named("torch", "FloatTensor"), HUGE),
    "a tensor by another function": call(
        named("torch._tensor", "_rebuild_from_type_v2"), named("torch", "Tensor"),
        named("torch", "Tensor"), row(HUGE), b"}",
    ),
    "a quantised tensor": call(named("torch._utils", "_rebuild_qtensor"), HUGE),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", MEMORY)
def test_memory_is_not_taken_for_nothing(name, form, monkeypatch):
    # What torch's reader would do with it is not tried.
    monkeypatch.setattr(torch, "load", None)
    refused(FORMS[form](table(weights=MEMORY[name])))


DOUBLED = b")" + b"q\x00h\x00\x86" * 100
# Lists of which each holds the one before ten times.
NESTED_LISTS = b"]q\x00" + (b"](" + b"h\x00" * 10 + b"eq\x00") * 15

TIME = {
    "a key of 2^100 values": (b"}" + DOUBLED + b"Ns", "more than 1000000 values"),
    "a tuple of 2^100 values": (table(a=DOUBLED), "more than 1000000 values"),
    "lists of 10^15 values": (b"](" + NESTED_LISTS + b"e", "holds more than 1000000 values"),
    "tuples 100,000 deep": (table(a=b")" + b"\x85" * 100_000), "nested too deeply"),
    "a key 100,000 deep": (b"}" + b")" + b"\x85" * 100_000 + b"Ns", "nested too deeply"),
    "lists 100,000 deep": (table(a=b"]" * 100_000 + b"a" * 99_999), "nested too deeply"),
    "dictionaries 20,000 deep": (
        b"}" + (plain("a") + b"}") * 20_000 + b"s" * 20_000, "nested too deeply",
    ),
    "a list that holds itself": (table(a=b"]q\x00h\x00a"), "nested deeper than 20"),
    "a set of 2^100 values": (
        table(a=call(named("__builtin__", "set"), b"](" + DOUBLED + b"e")), "more than 1000000",
    ),
    "a long key": (b"}" + row(*[plain(1)] * 200) + b"Ns", "a key of 201 values"),
    "a number of a million bytes": (b"\x8b" + struct.pack("<i", 10**6) + b"\1" * 10**6, "LONG4"),
    "a number in digits": (b"L" + b"9" * 100_000 + b"L\n", "damaged or no checkpoint"),
    "a text that says it is long": (b"X\xff\xff\xff\xff", "damaged or no checkpoint"),
    "bytes that say they are long": (b"B\xff\xff\xff\x7f", "damaged or no checkpoint"),
    "an empty stack": (b"00000", "has the instruction POP"),
    "marks without end": (b"(" * 10_000, "damaged or no checkpoint"),
    "a memo that is not there": (b"h\x07", "damaged or no checkpoint"),
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", TIME)
def test_time_is_not_taken_for_nothing(name, form):
    value, words = TIME[name]
    assert words in refused(FORMS[form](value))


def test_a_high_place_in_the_memo_takes_no_room():
    value = table(a=plain(1)) + b"r\xff\xff\xff\xff"
    assert read_content(zip_file(value), name="a") == {"a": 1}


def test_millions_of_instructions_are_counted(monkeypatch):
    monkeypatch.setattr("gan_core.conversion.pickle_outline.MOST_INSTRUCTIONS", 1000)
    assert "more than 1000 instructions" in refused(zip_file(table(a=b"](" + b"N" * 2000 + b"e")))


IDS = {
    "a text": plain("storage") + b"Q",
    "a number": plain(3) + b"Q",
    "nothing": b"NQ",
    "an empty tuple": b")Q",
    "another kind": row(plain("tensor"), named("torch", "FloatStorage"), *[plain(1)] * 3) + b"Q",
    "a class that is no storage": storage(kind="Tensor"),
    "a function": row(plain("storage"), OS_SYSTEM, plain("0"), plain("cpu"), plain(3)) + b"Q",
    "a text for a class": row(*map(plain, ("storage", "FloatStorage", "0", "cpu", 3))) + b"Q",
    "fewer numbers than none": storage(count=-3),
    "a text for a size": storage(count="3"),
    "a truth for a size": storage(count=True),
    "a fraction for a size": storage(count=3.0),
    "a way out of the archive": storage(key="../version"),
    "an empty key": storage(key=""),
    "a key of other letters": storage(key="\u00e9"),
    "a number for a key": storage(key=0),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", IDS)
def test_odd_storages_are_refused_before_they_are_made(name, form, monkeypatch):
    monkeypatch.setattr(torch, "load", None)
    refused(FORMS[form](table(a=tensor(IDS[name])), {"0": THREE}))


@pytest.mark.parametrize("count", [4, 1000, 10**9, 2**62])
def test_a_storage_whose_size_lies(count, monkeypatch):
    """torch would hand out what lies behind the storage in memory."""
    monkeypatch.setattr(torch, "load", None)
    value = table(a=tensor(storage(count=count), (count,)))
    assert f"has 12 bytes of data, expected {4 * count}" in refused(zip_file(value, {"0": THREE}))
    old = table(a=tensor(storage(count=count, old=True), (count,)))
    assert f"its tensors have {4 * count} bytes" in refused(old_file(old, {"0": THREE[:4]}))


def test_storages_without_numbers(monkeypatch):
    monkeypatch.setattr(torch, "load", None)
    two = table(a=tensor(storage("0", old=True)), b=tensor(storage("1", 1, old=True)))
    # The file is long enough, and nothing would be read into the second.
    assert "lacks the numbers" in refused(old_file(two, {"0": THREE + b"\0" * 12}))
    assert "is damaged or no checkpoint" in refused(zip_file(table(a=tensor(storage())), {}))
    assert "is damaged" in refused(zip_file(table(a=tensor(storage("7"))), {"0": THREE}))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("size", "strides", "offset"),
    [
        ((4,), (1,), 0), ((3,), (1,), 1), ((2,), (2**40,), 0), ((-3,), (1,), 0), ((3,), (-1,), 2),
        ((2**62, 2**62), (0, 0), 0), ((1000, 1000), (0, 0), 0), ((3,), (1,), -1), ((3, 3), (1,), 0),
    ],
)  # fmt: skip
def test_tensors_beyond_their_storage(size, strides, offset, form):
    numbers = storage(old=form == "old")
    refused(FORMS[form](table(a=tensor(numbers, size, strides, offset)), {"0": THREE}))


@pytest.mark.parametrize("form", FORMS)
def test_tensors_that_share_numbers_are_read_as_they_are(form):
    numbers = storage(old=form == "old")
    value = table(
        a=tensor(numbers), b=tensor(numbers, (2,), (1,), 1), c=tensor(numbers, (2,), (2,))
    )
    found = read_content(FORMS[form](value, {"0": THREE}), name="a")
    assert [found[name].tolist() for name in "abc"] == [[1, 2, 3], [2, 3], [1, 3]]


@pytest.mark.parametrize("name", ["\x1b[31m", "a\x07b", "\x7f", "x" * 10_000])
def test_a_class_with_a_name_for_terminals(name):
    assert "nothing of it was executed" in refused(zip_file(table(a=named("mod", name))))


def test_a_class_is_told_of_a_whole_module():
    inner = table(_parameters=b"}", _modules=b"}", training=b"\x88")
    module = named("models.dcgan", "Generator\x1b[2J") + b")\x81" + inner + b"b"
    for value in (module, table(netG=module)):
        for form in FORMS.values():
            said = refused(form(value))
            assert "whole module of the class models.dcgan.Generator" in said
            assert "torch.save(model.state_dict(), FILE)" in said
