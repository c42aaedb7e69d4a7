"""Products of matrices, a tile of the result at a time: it stays in registers while terms add up.

numba makes vectors of loops but keeps no tile of the result in registers, so this one loop is
written in LLVM's own terms, from which it makes instructions for any processor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from llvmlite.binding import get_host_cpu_features
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

FEATURES = get_host_cpu_features()
WIDTH = 16 if FEATURES.get("avx512f") else 8 if FEATURES.get("avx2") else 4
"""Numbers in one register of the processor."""

MANY_REGISTERS = FEATURES.get("avx512f", False) or not FEATURES.get("sse2", False)
ROWS, WIDE = 4, 4 if MANY_REGISTERS else 2
"""Rows of a tile, and registers in each of its rows, as many as are to be had."""

Raw = Any
"""What numba and llvmlite hand over; they have no types for type checkers."""

unpack: Raw = cgutils.unpack_tuple

WORD_BYTES = 4
REAL, INDEX = ir.FloatType(), ir.IntType(32)
VECTOR = ir.VectorType(REAL, WIDTH)


class _Tile:
    """Writes the loop for ``rows`` rows of ``vectors`` registers."""

    def __init__(self, rows: int, vectors: int, builder: Raw, word: Raw) -> None:
        self.rows, self.vectors, self.builder, self.word = rows, vectors, builder, word

    def number(self, value: int) -> Raw:
        return ir.Constant(self.word, value)

    def address(self, array: Raw, row: Raw, column: Raw) -> Raw:
        """Return where an element of a matrix lies."""
        down, along = unpack(self.builder, array.strides, 2)
        start = self.builder.ptrtoint(array.data, self.word)
        start = self.builder.add(start, self.builder.mul(row, down))
        return self.builder.add(start, self.builder.mul(column, along))

    def load(self, address: Raw, kind: Raw) -> Raw:
        found = self.builder.load(self.builder.inttoptr(address, kind.as_pointer()))
        found.align = WORD_BYTES
        return found

    def store(self, value: Raw, address: Raw) -> None:
        place = self.builder.inttoptr(address, VECTOR.as_pointer())
        self.builder.store(value, place).align = WORD_BYTES

    def moved(self, address: Raw, vector: int) -> Raw:
        return self.builder.add(address, self.number(WORD_BYTES * WIDTH * vector))

    def spread(self, value: Raw) -> Raw:
        """Fill a register with one number."""
        first = self.builder.insert_element(
            ir.Constant(VECTOR, ir.Undefined), value, ir.Constant(INDEX, 0)
        )
        everywhere = ir.Constant(ir.VectorType(INDEX, WIDTH), [0] * WIDTH)
        return self.builder.shuffle_vector(first, ir.Constant(VECTOR, ir.Undefined), everywhere)

    def plus_product(self, total: Raw, one: Raw, other: Raw) -> Raw:
        fused = ("contract",)
        return self.builder.fadd(self.builder.fmul(one, other, flags=fused), total, flags=fused)

    def terms(self, totals: list[Raw], lefts: list[Raw], right: Raw) -> list[Raw]:
        """Add the products of one column of the left factor and one row of the right one."""
        rights = [self.load(self.moved(right, vector), VECTOR) for vector in range(self.vectors)]
        spread = [self.spread(self.load(left, REAL)) for left in lefts]
        pairs = [(one, other) for one in spread for other in rights]
        return [self.plus_product(total, *pair) for total, pair in zip(totals, pairs, strict=True)]

    def write(
        self, left: Raw, right: Raw, out: Raw, row: Raw, column: Raw, first: Raw, last: Raw
    ) -> None:  # fmt: skip
        """Add to the tile at row and column the terms from ``first`` to ``last``."""
        builder = self.builder
        rows = [builder.add(row, self.number(each)) for each in range(self.rows)]
        places = [
            self.moved(self.address(out, each, column), vector)
            for each in rows
            for vector in range(self.vectors)
        ]
        begun = [self.load(place, VECTOR) for place in places]
        starts = [self.address(left, each, first) for each in rows]
        starts.append(self.address(right, first, column))
        strides = [unpack(builder, left.strides, 2)[1]] * self.rows
        strides.append(unpack(builder, right.strides, 2)[0])

        before = builder.block
        loop, after = (builder.append_basic_block(name) for name in ("terms", "summed"))
        builder.cbranch(builder.icmp_signed("<", first, last), loop, after)
        builder.position_at_end(loop)
        values = [first, *starts, *begun]
        here = [builder.phi(value.type) for value in values]
        for phi, value in zip(here, values, strict=True):
            phi.add_incoming(value, before)
        term, addresses, totals = here[0], here[1 : self.rows + 2], here[self.rows + 2 :]
        summed = self.terms(totals, addresses[:-1], addresses[-1])
        following = builder.add(term, self.number(1))
        steps = [builder.add(one, far) for one, far in zip(addresses, strides, strict=True)]
        for phi, value in zip(here, [following, *steps, *summed], strict=True):
            phi.add_incoming(value, loop)
        builder.cbranch(builder.icmp_signed("<", following, last), loop, after)

        builder.position_at_end(after)
        ends = [builder.phi(VECTOR) for _ in places]
        for end, start, total in zip(ends, begun, summed, strict=True):
            end.add_incoming(start, before)
            end.add_incoming(total, loop)
        for end, place in zip(ends, places, strict=True):
            self.store(end, place)


def make_tile(rows: int, vectors: int) -> Callable[..., None]:
    """Return what adds terms of a product to ``rows`` rows of ``vectors`` registers of its result.

    Called with left (M, N), right, out, a row and a column of out, and the first and last term;
    rows of right and out are contiguous.
    """

    @intrinsic
    def add_terms(
        typing: Raw,
        left: Raw,
        right: Raw,
        out: Raw,
        row: Raw,
        column: Raw,
        first: Raw,
        last: Raw,
    ) -> Raw:
        index = types.intp
        signature = types.void(left, right, out, index, index, index, index)

        def write(context: Raw, builder: Raw, called: Raw, given: Raw) -> Raw:
            matrices = [
                context.make_array(kind)(context, builder, value)
                for kind, value in zip(called.args[:3], given[:3], strict=True)
            ]
            _Tile(rows, vectors, builder, given[3].type).write(*matrices, *given[3:])
            return context.get_dummy_value()

        return signature, write

    kernel: Callable[..., None] = add_terms
    return kernel


add_wide = make_tile(ROWS, WIDE)
add_two = make_tile(ROWS, 2)
add_one = make_tile(ROWS, 1)
add_row = make_tile(1, 1)
