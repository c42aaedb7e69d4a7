"""The error that ends a run whose numbers diverged."""

from __future__ import annotations


class DivergenceError(ArithmeticError):
    """A quantity became NaN or infinite; ``quantity`` and ``step`` say which and when."""

    def __init__(self, quantity: str, step: int) -> None:
        super().__init__(f"{quantity} is no longer a finite number at step {step}")
        self.quantity = quantity
        self.step = step
