"""The peer of ``benchmarks.speed toy`` in Keras on TensorFlow: the WGAN as its document builds it.

Two compiled models, ``train_on_batch`` for each update, weights fetched, clipped and put back.
Needs the extra ``bench``.
"""

from __future__ import annotations

import os
from typing import Any

os.environ["KERAS_BACKEND"] = "tensorflow"
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

import keras
import numpy as np

from gan_core.data.toy import training_points
from gan_core.settings.toy import ToySettings


def _network(inputs: int, hidden: int, depth: int, outputs: int) -> Any:  # noqa: ANN401
    layers = [keras.layers.Dense(hidden, activation="elu") for _ in range(depth)]
    return keras.Sequential([keras.Input((inputs,)), *layers, keras.layers.Dense(outputs)])


class KerasWgan:
    """WGAN with clipping and one D update per G update."""

    def __init__(self, settings: ToySettings) -> None:
        self.settings = settings
        self.random = np.random.default_rng(settings.seed)
        self.points = training_points(settings)
        self.batch = 0
        self.generator = _network(settings.noise_dim, settings.hidden_g, settings.depth_g, 2)
        self.critic = _network(2, settings.hidden_d, settings.depth_d, 1)
        self.critic.compile(loss=self._signed_mean, optimizer=self._adam(settings.lr_d))
        latents = keras.Input((settings.noise_dim,))
        self.critic.trainable = False
        self.both = keras.Model(latents, self.critic(self.generator(latents)))
        self.both.compile(loss=self._signed_mean, optimizer=self._adam(settings.lr_g))
        self.critic.trainable = True
        size = settings.batch_size
        # The document's sign: low at real points, high at fakes, and G goes down.
        self.signs = np.concatenate([np.ones((size, 1)), -np.ones((size, 1))]).astype(np.float32)

    @staticmethod
    def _signed_mean(signs: Any, values: Any) -> Any:  # noqa: ANN401
        return keras.ops.mean(signs * values)

    def _adam(self, rate: float) -> Any:  # noqa: ANN401
        schedule = keras.optimizers.schedules.InverseTimeDecay(rate, 1, self.settings.decay)
        return keras.optimizers.Adam(schedule, beta_1=self.settings.beta1)

    def noise(self) -> Any:  # noqa: ANN401
        """Uniform noise in [-1, 1]."""
        shape = (self.settings.batch_size, self.settings.noise_dim)
        return self.random.uniform(-1, 1, shape).astype(np.float32)

    def step(self) -> None:
        """One D and one G update."""
        size = self.settings.batch_size
        start = (self.batch % self.settings.steps_per_epoch) * size
        self.batch += 1
        if start == 0:
            self.random.shuffle(self.points)
        fake = self.generator.predict(self.noise(), verbose=0, batch_size=size)
        both = np.concatenate([self.points[start : start + size], fake])
        self.critic.train_on_batch(both, self.signs)
        bound = self.settings.clip
        self.critic.set_weights([np.clip(w, -bound, bound) for w in self.critic.get_weights()])
        self.both.train_on_batch(self.noise(), self.signs[:size])
