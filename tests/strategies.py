"""Strategies that property tests share: what a link, a form or a file may hold."""

from hypothesis import strategies as st

NUMBERS = st.sampled_from(
    ["nan", "inf", "-inf", "1e999", "-1", "0", "0.5", "1e-320", "9" * 30, "9" * 5000, "٣", "½",
     "0x10", "1_000", " 7 ", "+3", "--1", "1e3", "007", "None", "true", ""]
)  # fmt: skip
"""Text that some parser or other takes for a number."""

WORDS = st.one_of(
    NUMBERS,
    st.text(max_size=40),
    st.sampled_from(["\x1b[31m", "a\nb", "\0", "x" * 2000, "../../etc/passwd", "<b>", "a,b,,c"]),
)
"""Values that somebody writes into a link by hand, or to break the page."""


def links(names):
    """Query parameters with the names that a page knows, and others."""
    return st.dictionaries(st.one_of(st.sampled_from(sorted(names)), WORDS), WORDS, max_size=8)


VALUES = st.one_of(
    WORDS,
    st.integers(),
    st.floats(allow_subnormal=False),
    st.none(),
    st.booleans(),
    st.lists(st.integers(-5, 5), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)
"""Values that JSON gives."""
