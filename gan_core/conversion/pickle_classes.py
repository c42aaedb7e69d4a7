"""The classes and functions that a checkpoint may name: a literal list, and what is said of others.

A few that often lie beside weights have a stand-in that holds nothing and does nothing.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from gan_core.conversion.errors import ConversionError
from gan_core.conversion.pickle_outline import ITEM_BYTES, Outline
from gan_core.conversion.recognition import SAVE_WEIGHTS
from gan_core.storage.text import one_line

REBUILD = "torch._utils._rebuild_"
ALLOWED = frozenset(
    {
        "collections.OrderedDict", "collections.Counter", "torch.Size", "torch.device",
        "torch.Tensor", "torch.nn.parameter.Parameter", "torch._tensor._rebuild_from_type_v2",
        f"{REBUILD}tensor", f"{REBUILD}tensor_v2", f"{REBUILD}tensor_v3", f"{REBUILD}parameter",
        f"{REBUILD}parameter_with_state", "builtins.set", "_codecs.encode",
    }
    | ITEM_BYTES.keys()
)  # fmt: skip
"""What torch's restricted reader may call for a file of weights; it allows more than these."""

DTYPES = frozenset(
    {
        "bfloat16", "bool", "complex32", "complex64", "complex128", "float16", "float32",
        "float64", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "int16",
        "int32", "int64", "int8", "uint16", "uint32", "uint64", "uint8",
    }
)  # fmt: skip

UNUSABLE = {
    f"{REBUILD}qtensor": "quantised tensors: write the weights of the model as it was before",
    f"{REBUILD}sparse_tensor": "sparse tensors: write them by to_dense()",
    f"{REBUILD}meta_tensor_no_storage": "meta tensors, which have shapes and no numbers",
    f"{REBUILD}nested_tensor": "nested tensors: write plain ones",
    f"{REBUILD}wrapper_subclass": "tensors of a class of their own: write plain ones",
}
"""Functions that make tensors of which no weights can be read."""


class PlainConfig:
    """Stands in for a class of settings: attributes, no code."""


class Ignored:
    """Stands in for a value that no network needs, such as a path or a counter of NumPy."""

    def __new__(cls, *_given: object) -> Ignored:
        """Take whatever a file gives, and keep none of it."""
        return super().__new__(cls)

    def __setstate__(self, state: object) -> None:
        """Take a state, and keep none of it."""


def plain_mapping(*_given: object) -> OrderedDict[str, Any]:
    """Return an empty mapping; stands in for dictionaries with a default."""
    return OrderedDict()


STAND_INS: dict[str, Callable[..., Any]] = {
    "models.utils.config.BaseConfig": PlainConfig,
    "argparse.Namespace": PlainConfig,
    "collections.defaultdict": plain_mapping,
    **dict.fromkeys(
        (
            "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar",
            "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct",
            "numpy.dtype", "numpy.ndarray", "pathlib.PosixPath", "pathlib.WindowsPath",
            "pathlib.PurePosixPath", "pathlib.PureWindowsPath",
            "pathlib._local.PosixPath", "pathlib._local.WindowsPath", "datetime.datetime",
            "builtins.list", "builtins.dict", "builtins.int", "builtins.float",
        ),
        Ignored,
    ),
}  # fmt: skip
"""What is read in place of a class, whose code is never looked for."""

MODULE_ATTRIBUTES = frozenset({"_modules", "_parameters"})


def check_classes(found: Outline) -> None:
    """Raise ``ConversionError``, with what follows a file's name, for classes that are not listed.

    A whole module is told by its class, with what to write in its place.
    """
    for name, what in UNUSABLE.items():
        if name in found.classes:
            raise ConversionError(f"holds {what}")
    other = [name for name in found.classes if not _is_listed(name)]
    if not other:
        return
    # A module names its own class before those of its layers.
    named = one_line(found.root if found.root in other else other[0], most=60)
    if found.texts & MODULE_ATTRIBUTES:
        raise ConversionError(
            f"holds a whole module of the class {named}, not its weights alone; nothing of it was "
            f"executed: load it where its code is, and write {SAVE_WEIGHTS}"
        )
    raise ConversionError(
        f"holds more than tensors and plain values ({named}); nothing of it was executed; "
        f"accepted are weights alone, as {SAVE_WEIGHTS} writes"
    )


def _is_listed(name: str) -> bool:
    dtype = name.removeprefix("torch.")
    return name in ALLOWED or name in STAND_INS or (dtype in DTYPES and dtype != name)
