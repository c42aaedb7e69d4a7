"""Moving trainers, watching them, and comparing where they are."""

import numpy as np


def walk(trainer, steps):
    for _ in range(steps):
        trainer.step()
    return trainer


def assert_same_state(first, second):
    arrays, facts = first.state()
    other_arrays, other_facts = second.state()
    assert arrays.keys() == other_arrays.keys()
    assert [name for name in arrays if not np.array_equal(arrays[name], other_arrays[name])] == []
    assert facts == other_facts


class Spy:
    """Notes what a trainer hands to its step, and does it."""

    def __init__(self, trainer):
        self.calls = []
        self.generator_flat = trainer.generator.flat
        self.engine, trainer.engine = trainer.engine, self

    def generate(self, latents):
        fake = self.engine.generate(latents)
        self.calls.append(("generate", fake.clone()))
        return fake

    def update_discriminator(self, real, fake, *, rate, mix):
        self.calls.append(("D", rate, real.clone(), fake.clone(), mix.clone()))
        return self.engine.update_discriminator(real, fake, rate=rate, mix=mix)

    def update_generator(self, latents, *, rate, blur=None, real=None):
        self.calls.append(("G", rate, latents.clone(), blur))
        return self.engine.update_generator(latents, rate=rate, blur=blur, real=real)

    def of(self, network):
        return [call for call in self.calls if call[0] == network]
