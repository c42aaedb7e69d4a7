"""Pickles put together by hand, in files as ``torch.save`` writes them, whatever is in them."""

import io
import pickle
import struct
import zipfile

MAGIC = 0x1950A86A20F9469CFC6C
SYSTEM = {"protocol_version": 1001, "little_endian": True, "type_sizes": {"int": 4}}


def named(module, name):
    """A class or function by name."""
    return f"c{module}\n{name}\n".encode()


def plain(value):
    """A number or a text."""
    return pickle.dumps(value, 2)[2:-1]


def row(*parts):
    """A tuple."""
    return b"(" + b"".join(parts) + b"t"


def call(function, *parts):
    """A function, called with arguments when somebody unpickles without care."""
    return function + row(*parts) + b"R"


def table(**entries):
    """A dictionary with texts as keys."""
    body = b"".join(plain(name) + value for name, value in entries.items())
    return b"}(" + body + b"u"


def whole(value):
    """A pickle that makes a value, as ``torch.save`` has it."""
    return b"\x80\x02" + value + b"."


def storage(key="0", count=3, *, kind="FloatStorage", place="cpu", old=False):
    """A persistent id: numbers that lie elsewhere in the file."""
    parts = [plain("storage"), named("torch", kind), plain(key), plain(place), plain(count)]
    return row(*parts, *([b"N"] if old else [])) + b"Q"


def tensor(numbers, size=(3,), strides=(1,), offset=0):
    """A tensor of these numbers."""
    hooks = call(named("collections", "OrderedDict"))
    shape = (plain(size), plain(strides))
    rebuild = named("torch._utils", "_rebuild_tensor_v2")
    return call(rebuild, numbers, plain(offset), *shape, b"\x89", hooks)


def zip_file(value, records=None):
    """The bytes of a file of torch 1.6 and later; ``records`` are the bytes of storages by key."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        out.writestr("a/data.pkl", whole(value))
        for key, content in (records or {}).items():
            out.writestr(f"a/data/{key}", content)
        out.writestr("a/version", b"3\n")
    return file.getvalue()


def old_file(value, records=None, *, keys=None):
    """The bytes of a file of torch's earlier format."""
    given = records or {}
    parts = [pickle.dumps(MAGIC, 2), pickle.dumps(1001, 2), pickle.dumps(SYSTEM, 2), whole(value)]
    parts.append(pickle.dumps(list(given) if keys is None else keys, 2))
    data = [struct.pack("<q", len(content) // 4) + content for content in given.values()]
    return b"".join(parts + data)


FORMS = {"zip": zip_file, "old": old_file}
