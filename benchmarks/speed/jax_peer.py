"""The peer of ``benchmarks.speed toy`` in JAX: many steps in one compiled ``lax.scan``.

Needs the extra ``bench``. One call of ``steps`` draws noise, takes
batches, moves D and G and keeps both losses, all on the device.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jax
import jax.numpy as jnp
from jax import lax

from gan_core.data.toy import training_points
from gan_core.settings.toy import ToySettings

ADAM_EPSILON = 1e-7
Layers = list[tuple[jax.Array, jax.Array]]


def _network(key: jax.Array, sizes: list[int]) -> Layers:
    glorot = jax.nn.initializers.glorot_uniform()
    return [
        (glorot(layer_key, (rows, columns)), jnp.zeros(columns))
        for layer_key, rows, columns in zip(
            jax.random.split(key, len(sizes) - 1), sizes[:-1], sizes[1:], strict=True
        )
    ]


def _elu(inputs: jax.Array) -> jax.Array:
    # Quicker here than jax.nn.elu, whose expm1 costs a tenth of the step.
    return jnp.where(inputs > 0, inputs, jnp.exp(jnp.minimum(inputs, 0)) - 1)


def _run(layers: Layers, inputs: jax.Array) -> jax.Array:
    for weight, bias in layers[:-1]:
        inputs = _elu(inputs @ weight + bias)
    weight, bias = layers[-1]
    return inputs @ weight + bias


softplus = jax.nn.softplus
DISCRIMINATOR_LOSSES: dict[str, Callable[[jax.Array, jax.Array], jax.Array]] = {
    "minimax": lambda real, fake: softplus(-real).mean() + softplus(fake).mean(),
    "ns": lambda real, fake: softplus(-real).mean() + softplus(fake).mean(),
    "lsgan": lambda real, fake: (jnp.square(real - 1) + jnp.square(fake)).mean() / 2,
    "hinge": lambda real, fake: (jax.nn.relu(1 - real) + jax.nn.relu(1 + fake)).mean(),
    "wgan": lambda real, fake: fake.mean() - real.mean(),
}
GENERATOR_LOSSES: dict[str, Callable[[jax.Array], jax.Array]] = {
    "minimax": lambda fake: -softplus(fake).mean(),
    "ns": lambda fake: softplus(-fake).mean(),
    "lsgan": lambda fake: jnp.square(fake - 1).mean() / 2,
}


class JaxGan:
    """All eight losses with Adam and the decay schedule, one D update per G update."""

    def __init__(self, settings: ToySettings) -> None:
        self.settings = settings
        widths_g = [settings.hidden_g] * settings.depth_g
        widths_d = [settings.hidden_d] * settings.depth_d
        key_g, key_d, self.key = jax.random.split(jax.random.key(settings.seed), 3)
        networks = (
            _network(key_g, [settings.noise_dim, *widths_g, 2]),
            _network(key_d, [2, *widths_d, 1]),
        )
        zeros = jax.tree.map(jnp.zeros_like, networks)
        self.state = (networks, zeros, zeros, jnp.zeros(()))
        self.points = jnp.asarray(training_points(settings))
        self._scan = jax.jit(self._many, static_argnames="count")

    def steps(self, count: int) -> None:
        """Do ``count`` D-and-G updates and wait for the losses."""
        self.key, key = jax.random.split(self.key)
        self.state, losses = self._scan(self.state, self.points, key, count=count)
        jax.block_until_ready(losses)

    def _many(self, state: Any, points: jax.Array, key: jax.Array, *, count: int) -> Any:  # noqa: ANN401
        shuffled = jax.random.permutation(key, points)[: count * self.settings.batch_size]
        batches = shuffled.reshape(count, self.settings.batch_size, 2)
        return lax.scan(self._step, state, (batches, jax.random.split(key, count)))

    def _critic_loss(
        self, critic: Layers, real: jax.Array, fake: jax.Array, key: jax.Array
    ) -> jax.Array:
        points = jnp.concatenate([real, fake])
        logits = _run(critic, points)
        if self.settings.loss == "coulomb":
            return jnp.square(logits[:, 0] + self._potential(points)).mean() * 2
        name = self.settings.loss if self.settings.loss in DISCRIMINATOR_LOSSES else "wgan"
        loss = DISCRIMINATOR_LOSSES[name](logits[: len(real)], logits[len(real) :])
        if self.settings.loss == "wgan-gp":
            mix = jax.random.uniform(key, (len(real), 1))
            at = fake + mix * (real - fake)
            gradients = jax.grad(lambda rows: _run(critic, rows).sum())(at)
            lengths = jnp.linalg.norm(gradients, axis=1)
            loss += self.settings.gp_weight * jnp.square(lengths - 1).mean()
        return loss

    def _potential(self, points: jax.Array) -> jax.Array:
        squared = jnp.square(points[:, None] - points[None]).sum(axis=-1)
        exponent = -(self.settings.coulomb_dim - 2) / 2
        kernel = (squared + self.settings.coulomb_eps**2) ** exponent
        count = len(points) // 2
        return kernel[:, count:].mean(axis=1) - kernel[:, :count].mean(axis=1)

    def _step(self, state: Any, batch: tuple[jax.Array, jax.Array]) -> Any:  # noqa: ANN401
        (generator, critic), means, squares, count = state
        real, key = batch
        keys = jax.random.split(key, 3)
        size = (self.settings.batch_size, self.settings.noise_dim)
        noise = [jax.random.uniform(k, size, minval=-1, maxval=1) for k in keys[:2]]
        count += 1
        fake = _run(generator, noise[0])
        loss_d, gradients = jax.value_and_grad(self._critic_loss)(critic, real, fake, keys[2])
        critic, mean_d, square_d = self._adam(
            critic, gradients, means[1], squares[1], count, self.settings.lr_d
        )
        if self.settings.loss == "wgan":
            bound = self.settings.clip
            critic = jax.tree.map(lambda weight: jnp.clip(weight, -bound, bound), critic)
        loss_g, gradients = jax.value_and_grad(
            lambda layers: GENERATOR_LOSSES.get(self.settings.loss, lambda fake: -fake.mean())(
                _run(critic, _run(layers, noise[1]))
            )
        )(generator)
        generator, mean_g, square_g = self._adam(
            generator, gradients, means[0], squares[0], count, self.settings.lr_g
        )
        state = ((generator, critic), (mean_g, mean_d), (square_g, square_d), count)
        return state, jnp.stack([loss_d, loss_g])

    def _adam(
        self,
        layers: Layers,
        gradients: Layers,
        mean: Layers,
        square: Layers,
        count: jax.Array,
        rate: float,
    ) -> tuple[Layers, Layers, Layers]:
        beta1, beta2 = self.settings.beta1, self.settings.beta2
        mean = jax.tree.map(lambda m, g: beta1 * m + (1 - beta1) * g, mean, gradients)
        square = jax.tree.map(lambda s, g: beta2 * s + (1 - beta2) * g * g, square, gradients)
        scale = rate / (1 + self.settings.decay * (count - 1)) / (1 - beta1**count)
        root = jnp.sqrt(1 - beta2**count)
        layers = jax.tree.map(
            lambda w, m, s: w - scale * m / (jnp.sqrt(s) / root + ADAM_EPSILON),
            layers,
            mean,
            square,
        )
        return layers, mean, square
