"""Where a run is shown large: its page, and the link that opens it there."""

from __future__ import annotations

from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.runs.store import RunStore
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from ui.run.image_link_state import DEFAULT_RECIPE, StudioLinkState, write_studio
from ui.run.toy_link_state import ToyLinkState, write_toy
from ui.teacher.class_rows import nearest_preset


def page_of(store: RunStore, name: str, *, grouped: bool) -> tuple[str, dict[str, str]]:
    """Return a run's or group's page and query parameters; ``KeyError`` when it is gone."""
    if grouped:
        return _group_page(store, name)
    given = store.get(name).given
    if isinstance(given, ToySettings):
        preset, _differ = nearest_preset("toy", given.as_dict())
        return "pages/1_25_Gaussians.py", write_toy(ToyLinkState(preset, given, name))
    if isinstance(given, ImageSettings):
        if given.progressive:
            return _growing_page(name, given)
        recipe, _differ = nearest_preset("images", given.as_dict())
        recipe = recipe if recipe in DIGIT_RECIPES else DEFAULT_RECIPE
        return "pages/3_Digits_studio.py", write_studio(StudioLinkState(recipe, given, name))
    from ui.theory.link_state import TheoryLinkState, write_theory

    view = store.get(name).family
    return "pages/8_What_D_learns.py", write_theory(TheoryLinkState(view, given, name))


def _growing_page(name: str, given: ImageSettings) -> tuple[str, dict[str, str]]:
    from ui.growing.link_state import (
        DEFAULT_MODEL,
        LIVE,
        ProgressiveChoice,
        ProgressiveLinkState,
        write_progressive,
    )

    state = ProgressiveLinkState(DEFAULT_MODEL, ProgressiveChoice(tab=LIVE), given, name)
    return "pages/7_Growing_faces.py", write_progressive(state)


def _group_page(store: RunStore, name: str) -> tuple[str, dict[str, str]]:
    from ui.compare.kept_groups import group_link_state
    from ui.compare.link_state import CompareLinkState, with_group, write_compare

    record = store.groups.get(name)
    state = group_link_state(store, record, CompareLinkState())
    return "pages/2_Compare.py", write_compare(with_group(state, name))
