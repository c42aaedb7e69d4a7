"""The recorded runs that the view rules shows: a rule's pair, and three seeds of one setting."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from gan_core.ablations.effect import Effect
from gan_core.ablations.record import FOLDER, AblationRecord, load_record
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, CHANCE_RECIPES


@dataclass(frozen=True)
class ShownRule:
    """A rule's two runs, with it and without, and the runs that differ by their seed alone."""

    rule: str
    on: AblationRecord
    off: AblationRecord
    seeds: tuple[AblationRecord, ...]

    def effect(self, score: str) -> Effect:
        """Return what the rule did to a score, beside what seeds do."""
        return Effect(
            self.on.scores[score],
            self.off.scores[score],
            [record.scores[score] for record in self.seeds],
        )


@lru_cache
def _record(name: str) -> AblationRecord:
    return load_record(FOLDER / f"{name}.safetensors")


def shown_rule(rule: str) -> ShownRule:
    """Return a rule's runs; raises ``RecordError`` where one is not there."""
    pair = ABLATION_PAIRS[rule]
    seeds = tuple(_record(name) for name in CHANCE_RECIPES)
    return ShownRule(rule, _record(pair.on), _record(pair.off), seeds)
