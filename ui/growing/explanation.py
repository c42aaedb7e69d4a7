"""What to look for on the page of growing faces, and the formula of each view."""

from __future__ import annotations

import streamlit as st

from ui.growing.live_controls import key_of
from ui.shared.text import _

FORMULAS = {
    "wgan-gp": r"D: \; s(\tilde x) - s(x) + 10\,(\lVert\nabla s(\hat x)\rVert - 1)^2"
    r" + 0.001\,s(x)^2 \qquad G: \; -s(\tilde x)",
    "ns": r"G: \; -\log \sigma(s(\tilde x)) \qquad"
    r" D: \; -\log \sigma(s(x)) - \log(1 - \sigma(s(\tilde x)))",
    "minimax": r"G: \; \log(1 - \sigma(s(\tilde x))) \qquad"
    r" D: \; -\log \sigma(s(x)) - \log(1 - \sigma(s(\tilde x)))",
    "lsgan": r"G: \; (s(\tilde x) - 1)^2 \qquad D: \; (s(x) - 1)^2 + s(\tilde x)^2",
    "hinge": r"G: \; -s(\tilde x) \qquad D: \; \max(0, 1 - s(x)) + \max(0, 1 + s(\tilde x))",
}
"""What G and D minimise by each loss, up to constant factors; s is D's score."""

R1 = r" + \tfrac{\gamma}{2} \lVert\nabla s(x)\rVert^2"


def grown_explanation() -> None:
    """Say what to look for while a GAN grows."""
    st.markdown(
        _(
            "Press *Grow*. At 4 x 4 pixels there is only where it is light and dark; every new "
            "pair of layers adds detail to what is settled, and hardly moves it: follow one place "
            "down its column. While alpha rises, the doubled picture gives way to what the new "
            "layers paint, so that the layers before them are not thrown off by a sudden change. "
            "Here both come from the network as it had settled at the larger side: what is doubled "
            "at alpha 0 is a little off the smaller side's own picture, since the layers below "
            "have learnt on. In the drawing, numbers in boxes are channels, those below are sides. "
            "*In the grown one* shows what the small toRGB layers make of the grown network's "
            "features today: nobody has asked them since their side had settled, so their colours "
            "drift, while shapes stay."
        )
    )
    st.latex(
        r"x_\alpha = (1-\alpha)\,\mathrm{double}\big(\mathrm{toRGB}_{s-1}(h_{s-1})\big)"
        r" + \alpha\,\mathrm{toRGB}_{s}(h_{s}), \qquad h_s = \mathrm{block}_s(\mathrm{double}("
        r"h_{s-1}))"
    )


def live_explanation() -> None:
    """Say what to look for while a GAN grows on the page."""
    st.markdown(
        _(
            "The band shows the sides: while one fades in, alpha rises along the slope. Early "
            "steps are quick, since small pictures are little work; most of the time goes into "
            "the last side. The distance compares patches of generated and real pictures at each "
            "level of a Laplacian pyramid (128 of each, measured now and then): the coarse level, "
            "16, falls first, the fine one when its layers have come. Of D's loss look for steps: "
            "it jumps where new layers begin, and the optimisers begin anew."
        )
    )
    loss = str(st.session_state[key_of("loss")])
    r1 = float(st.session_state[key_of("r1")])
    st.latex(FORMULAS[loss] + (R1 if r1 and loss != "wgan-gp" else ""))


def video_explanation() -> None:
    """Say what to look for in a walk."""
    st.markdown(
        _(
            "Each picture walks on its own way through random latents, on the sphere on which "
            "this GAN's latents lie, and comes back to where it began. Look for sudden jumps, "
            "which would mean that G has learnt pictures by heart, and for what stays put while "
            "the rest changes."
        )
    )
    st.latex(
        r"z(t) = \frac{\sin((1-t)\,\omega)}{\sin\omega}\,z_0"
        r" + \frac{\sin(t\,\omega)}{\sin\omega}\,z_1, \qquad"
        r" \cos\omega = \frac{z_0 \cdot z_1}{|z_0|\,|z_1|}"
    )
