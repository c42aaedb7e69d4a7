"""What a link to the comparison page holds: settings, seeds, steps, and when a run succeeds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from gan_core.metrics.success import Criterion
from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.base import Settings, SettingsError, choice, number, text
from gan_core.settings.drawn import check_text
from gan_core.settings.toy import FIELDS, ToySettings, expand_pairs
from gan_core.storage.text import shown
from ui.controls.link_values import left_out, own_values, take_values
from ui.run.toy_link_state import preset_settings
from ui.run.toy_scene import DATA_FIELDS
from ui.shared.text import _

VIEWS = ("side", "sweep")
LETTERS = "abcd"
EACH = "each"
CHANGED = (*LETTERS, EACH)
"""What a link holds changes of: each column of a comparison, and all runs of a sweep."""

SEEDS = (0, 9)
MOST_STEPS = 1_000_000
PRESET_HELP = "Named settings; what was seen with each stands in the laboratory."


@dataclass(frozen=True)
class CompareChoice(Settings):
    """What the controls of both views say, each in its limits."""

    view: str = choice(
        "side", VIEWS, "A few settings in lockstep, or many seeds of several presets."
    )
    count: int = number(2, 2, 4, "How many settings train beside each other.")
    a: str = choice("ns", TOY_PRESETS, PRESET_HELP)
    b: str = choice("wgan-gp", TOY_PRESETS, PRESET_HELP)
    c: str = choice("lsgan", TOY_PRESETS, PRESET_HELP)
    d: str = choice("hinge", TOY_PRESETS, PRESET_HELP)
    seed: int = number(0, 0, 2**31 - 1, "Same points, same initial weights, same noise.")
    data: str = choice(
        "grid",
        FIELDS["data"].metadata["choices"],
        "The same for all; sigma and spacing are those of the first preset.",
    )
    drawn: str = text(check_text, FIELDS["drawn"].metadata["help"])
    batch: int = number(256, 8, 8192, "Real points, and fakes, in one update of D.")
    steps: int = number(2000, 1, MOST_STEPS, "All stop after so many D-and-G updates.")
    first: int = number(0, *SEEDS, "First seed of a sweep.")
    last: int = number(4, *SEEDS, "Last seed of a sweep.")
    each_steps: int = number(2000, 1, MOST_STEPS, "Every run stops after so many D-and-G updates.")
    modes: int = number(25, 1, 100, "Centres with a high-quality sample.")
    quality: float = number(
        60.0, 0.0, 100.0, "Share of samples within three sigma of a centre, in percent."
    )
    kl: float = number(
        0.0, 0.0, 10.0, "How unevenly the modes are covered, in nats; 0 leaves it out."
    )


SHOWN = {
    "side": ("count", "seed", "data", "drawn", "batch", "steps"),
    "sweep": ("first", "last", "each_steps", "modes", "quality", "kl"),
}
"""What a link of each view has of the choice, apart from the presets of the columns."""

ALWAYS = {"side": ("a", "b", "seed", "steps"), "sweep": ("each_steps",)}
"""What a link of each view has though it is as usual."""

USUAL_PRESETS = ("ns", "wgan-gp")


@dataclass(frozen=True)
class CompareLinkState:
    """What a link asks for.

    ``changes`` are ``key=value`` texts, by letter of a column or ``each`` for all runs of a sweep;
    ``presets`` are a sweep's.
    """

    choice: CompareChoice = field(default_factory=CompareChoice)
    changes: Mapping[str, str] = field(default_factory=dict)
    presets: tuple[str, ...] = USUAL_PRESETS
    group: str = ""
    notices: tuple[str, ...] = field(default=(), compare=False)

    @property
    def letters(self) -> str:
        """The letters of the columns that are shown."""
        return LETTERS[: self.choice.count]

    def preset(self, letter: str) -> str:
        """Return the preset of a column."""
        return str(getattr(self.choice, letter))

    def changes_of(self, name: str) -> str:
        """Return the changes of a column or of all runs, empty for none."""
        return self.changes.get(name, "")

    @property
    def criterion(self) -> Criterion:
        """When a run succeeds."""
        return Criterion(self.choice.modes, self.choice.quality, self.choice.kl or None)


def set_key(name: str) -> str:
    """Return the name that changes have in links and controls."""
    return f"{name}_set"


def read_compare(parameters: Mapping[str, str]) -> CompareLinkState:
    """Return what query parameters ask for; a wrong value falls back with a notice."""
    notices: list[str] = []
    rest = dict(parameters)
    group = rest.pop("group", "")
    changes = {name: text for name in CHANGED if (text := rest.pop(set_key(name), ""))}
    presets = _presets(rest.pop("presets", None), notices)
    chosen = take_values(CompareChoice(), rest, "", notices)
    if chosen.first > chosen.last:
        chosen = chosen.replace(first=chosen.last, last=chosen.first)
    return CompareLinkState(chosen, changes, presets, group, tuple(notices))


def _presets(text: str | None, notices: list[str]) -> tuple[str, ...]:
    if text is None:
        return USUAL_PRESETS
    names = tuple(filter(None, text.split(",")))
    try:
        for name in names:
            toy_preset(name)
    except SettingsError as error:
        notices.append(left_out(error))
        return USUAL_PRESETS
    return names


def write_compare(link: CompareLinkState) -> dict[str, str]:
    """Return query parameters: the view, and what differs from the usual in it."""
    view = link.choice.view
    side = view == "side"
    shown = (*SHOWN[view], *(link.letters if side else ()))
    values = own_values(link.choice, CompareChoice(), always=ALWAYS[view])
    parameters = {"view": view} | {name: values[name] for name in shown if name in values}
    changed = link.letters if side else (EACH,)
    parameters |= {set_key(name): text for name in changed if (text := link.changes_of(name))}
    if not side:
        parameters["presets"] = ",".join(link.presets)
    return parameters | {"group": link.group} if link.group else parameters


def parse_changes(text: str) -> dict[str, str]:
    """Return ``key=value`` texts between spaces or commas; ``SettingsError`` as on the CLI."""
    pairs: dict[str, str] = {}
    for change in text.replace(",", " ").split():
        name, equals, value = change.partition("=")
        if not equals:
            raise SettingsError(f"{shown(change)} is no setting; accepted: KEY=VALUE")
        pairs[name] = value
    expand_pairs(pairs)
    return pairs


def side_settings(
    link: CompareLinkState,
) -> Iterator[tuple[str, ToySettings | SettingsError]]:
    """Yield letter and settings of each column, or what is wrong with them.

    All columns have the first one's data, the common seed and the common batch.
    """
    chosen = link.choice
    base = preset_settings(chosen.a)
    shared = {name: getattr(base, name) for name in DATA_FIELDS}
    shared |= {"data": chosen.data, "drawn": chosen.drawn}
    shared |= {"batch_size": chosen.batch, "seed": chosen.seed}
    for letter in link.letters:
        try:
            pairs = parse_changes(link.changes_of(letter))
            common = [name for name in pairs if name in DATA_FIELDS]
            if common:
                raise SettingsError(_("{name} is the same for all columns").format(name=common[0]))
            yield letter, preset_settings(link.preset(letter)).replace(**(shared | pairs))
        except SettingsError as error:
            yield letter, error


def sweep_settings(link: CompareLinkState) -> list[tuple[str, ToySettings]]:
    """Return label and settings of each run, presets first; ``SettingsError`` when refused."""
    pairs = parse_changes(link.changes_of(EACH))
    if "seed" in pairs:
        raise SettingsError(_("seed is what a sweep goes through; choose the seeds instead"))
    return [
        (preset, preset_settings(preset).replace(**pairs, seed=seed))
        for preset in link.presets
        for seed in range(link.choice.first, link.choice.last + 1)
    ]


def with_group(link: CompareLinkState, group: str) -> CompareLinkState:
    """Return the link of the same controls to another group, or to none."""
    return replace(link, group=group)
