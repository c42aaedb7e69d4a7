"""What to look for in each experiment of the view from AE to VAE: words and formula."""

from __future__ import annotations

from dataclasses import dataclass

from ui.shared.text import _


@dataclass(frozen=True)
class Note:
    """A claim in a sentence with a short formula; what to look for, and the formula of that."""

    claim: str
    short: str
    text: str
    formula: str


NOTES: dict[str, Note] = {
    "map": Note(
        _("The KL ties latents to the prior; without it they lie where they like."),
        r"\mathcal{L}_\beta = -\mathbb{E}_q \log p(x|z) + \beta\,D_{KL}",
        _(
            "Each dot is the latent of a test digit, a VAE's the mean of q(z|x); small ellipses "
            "are one deviation of q around a few of them. The dashed circles are the prior, from "
            "which a generative model draws: 39 % of it lies within the inner one, 86 % within "
            "the outer one. The VAEs share one scale; the AE has its own, wider one. **AE**: a "
            "latent is a point, and many dots lie far outside, with gaps between them, so that "
            "draws from the prior miss whole kinds of digits. **Small "
            "beta**: narrow q, so the map may still be wider than the prior and have gaps. "
            "**Large beta**: wide q that overlap, so digits are mixed up, and pictures blur. "
            "Watch the pictures on the right: they are decoded from the same latents at every "
            "beta. *Kinds of digits* counts what the classifier reads in 1,000 pictures from the "
            "prior, as if all kinds came equally often (exp of the entropy of their shares): an "
            "AE's prior falls on few of its digits, which is why an AE is no generative model."
        ),
        r"\frac{1}{N}\sum_n q(z|x_n) \approx p(z) = \mathcal{N}(0, I) \quad\Rightarrow\quad "
        r"\mathbb{E}\,[\mu_j^2 + \sigma_j^2] \approx 1",
    ),
    "bound": Note(
        _("A picture costs what rebuilding costs and what the latents tell."),
        r"\log p(x) \ge \mathbb{E}_q \log p(x|z) - D_{KL}",
        _(
            "As beta grows, the latents tell less (KL falls at every step), and in the end "
            "rebuilding costs more. The sum with weight 1 is the bound on log p(x), and that is "
            "what the right half shows for every model, whatever weight it was trained with. "
            "Training with beta 1 maximises that sum on training digits; on test digits, with one "
            "training each, a neighbour may do a little better. With two latents log p(x) can be "
            "integrated on a grid, here to about 0.05 nats. The gap to it is what q lacks: "
            "the KL from q to the true posterior. An AE has q without width, so its KL is "
            "infinite and it has no bound; log p(x) of its decoder under the prior is finite all "
            "the same. Grey pixels cost nats that no model can save."
        ),
        r"\log p(x) = \underbrace{\mathbb{E}_{q(z|x)}[\log p(x|z)] - \sum_j "
        r"D_{KL}(q(z_j|x)\,\|\,p(z_j))}_{\text{evidence lower bound}} + "
        r"D_{KL}(q(z|x)\,\|\,p(z|x))",
    ),
    "kl": Note(
        _("Averaged over draws from q, log q - log p comes to the closed form."),
        r"D_{KL} = \mathbb{E}_q[\log q - \log p]",
        _(
            "q(z|x) of this picture is normal, so that its KL to the prior has a formula. Drawing "
            "z from q and averaging log q - log p gives the same in the end: the error falls as "
            "one over the square root of the samples, and in 95 of 100 cases the exact value lies "
            "within the band. Ten samples may be far off; that is why a VAE is trained with the "
            "formula and draws only for the rebuilding. Choose a larger beta: as a rule q "
            "widens, moves to the middle, and tells less. Beside the picture stands what "
            "the decoder makes of q's mean and of draws from q: where q is narrow they are all "
            "alike."
        ),
        r"D_{KL}(\mathcal{N}(\mu, \sigma^2)\,\|\,\mathcal{N}(0, 1)) = \tfrac{1}{2}\big(\mu^2 + "
        r"\sigma^2 - 1 - \log \sigma^2\big) \;\approx\; \frac{1}{n}\sum_{i=1}^{n} "
        r"\log\frac{q(z_i|x)}{p(z_i)}",
    ),
}
