"""Which pictures a run was trained on: compared when it resumes, kept with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gan_core.data.fingerprint import Fingerprint, difference
from gan_core.data.images import ImageSet


class DataHistory:
    """The pictures of a run now, and those before at which steps they changed.

    ``notices`` tell what a resumed run found.
    """

    def __init__(self, data: ImageSet, now: Fingerprint) -> None:
        self.left_out = data.origin.left_out if data.origin else {}
        self.now = now
        self.before: list[dict[str, Any]] = []
        self.notices: list[str] = []

    def resume(self, facts: Mapping[str, Any], *, accept: bool) -> str:
        """Compare with a checkpoint's facts; returns how the pictures differ unless accepted."""
        self.before = list(facts.get("data_before", []))
        saved = facts.get("data")
        if saved is None:
            self.before.append({"split": "unknown", "until_step": facts["steps"]})
            self.notices.append(
                "the checkpoint does not say which pictures it was trained on, so they were not "
                "compared"
            )
            return ""
        differs = difference(saved, self.now)
        if differs and not accept:
            return differs
        if differs:
            self.before.append({**saved, "until_step": facts["steps"]})
            self.notices.append(f"the pictures have changed at step {facts['steps']}: {differs}")
        return ""

    def facts(self) -> dict[str, Any]:
        """Return what a checkpoint keeps besides the pictures of now, which the trainer adds."""
        return {"data_before": self.before}

    def card(self) -> dict[str, Any]:
        """Return what the model's card tells."""
        told = {**self.now, "left_out": self.left_out}
        return told | ({"before": self.before} if self.before else {})
