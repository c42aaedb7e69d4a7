"""``SpectralLayers`` on the processor, compiled."""

from __future__ import annotations

from gan_core.training.mlp.compiled import spectral
from gan_core.training.mlp.compiled.products import Floats
from gan_core.training.mlp.compiled_workspace import stacked
from gan_core.training.mlp.spectral_layers import SpectralLayers


class CompiledSpectralLayers(SpectralLayers):
    """The same numbers to rounding; the number of threads shows in no bit of them."""

    def renew(self) -> None:
        """Do one step of power iteration on each raw weight, and normalise by what it gives."""
        self.flat.copy_(self.raw)
        raw, flat = stacked(self.raw, 2), stacked(self.flat, 2)
        for start, *vectors in self._places():
            spectral.renew(raw, flat, start, *vectors)

    def pull_gradient(self) -> None:
        """Turn ``gradient`` by the normalised weights into that by the raw ones, in place."""
        gradient, flat = stacked(self.gradient, 2), stacked(self.flat, 2)
        for start, *vectors in self._places():
            spectral.pull_gradient(gradient, flat, start, *vectors)

    def _places(self) -> list[tuple[int, Floats, Floats, Floats]]:
        """Where each layer's weights begin, and its u (K, O), v (K, I) and value (K, 1)."""
        found, start = [], 0
        for layer in self.layers:
            outputs, inputs = layer.weight.shape[-2:]
            left, right, value = (
                vector.reshape(-1, vector.shape[-2]).numpy()
                for vector in (layer.left, layer.right, layer.value)
            )
            found.append((start, left, right, value))
            start += outputs * inputs + outputs
        return found
