"""What to look for on the comparison page, and the formula of the interval."""

from __future__ import annotations

import streamlit as st

from ui.shared.text import _

WILSON = (
    r"\frac{\hat p + \frac{z^2}{2n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} "
    r"+ \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}, \qquad \hat p = \frac{k}{n}, \quad z = 1.96"
)


def compare_explanation(view: str) -> None:
    """Draw the notes of this view."""
    if view == "side":
        st.markdown(
            _(
                "All settings start from the same seed, so as far as their networks have the same "
                "sizes they start from the same weights, and they see the same real points in the "
                "same order. What differs afterwards is the setting. Watch where the first points "
                "arrive, how many centres are found at the same step, and what D's contours do "
                "meanwhile. One seed proves little: repeat it, or let the sweep do so."
            )
        )
        st.markdown(
            _(
                "Each picture's colours span its own range of D, which stands under it: compare "
                "shapes, not shades. An untrained G often sits on one centre, so its high quality "
                "is near 100 % with one mode of 25. Ctrl and the wheel zoom all pictures together, "
                "as do plus and minus; a double click shows the whole again."
            )
        )
        st.caption(
            _(
                "The step is the same in all pictures, but not its price: a setting with five D "
                "updates a step, or with a gradient penalty, does more work in it."
            )
        )
        return
    st.markdown(
        _(
            "The same setting can find all 25 centres with one seed and lose half of them with "
            "the next. Count how many seeds succeed before you call a setting better. The "
            "interval tells what rates the counts are compatible with: with ten seeds even ten "
            "successes only say that the rate is above about 72 %."
        )
    )
    st.latex(WILSON)
    st.caption(
        _(
            "The 95 % score interval of Wilson (1927) for k successes in n runs. A run that "
            "broke, because a number became NaN or infinite, counts as a failure."
        )
    )
