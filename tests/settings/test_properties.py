"""Whatever is given as settings is taken and written back unchanged, or refused in one line."""

import dataclasses
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings
from gan_core.settings.toy import ToySettings
from gan_core.theory.settings import GameSettings, RatioSettings
from tests.strategies import VALUES

KINDS = [ToySettings, ImageSettings, RatioSettings, GameSettings]
LONGEST = 1000


def changes(kind):
    names = [spec.name for spec in dataclasses.fields(kind)]
    return st.dictionaries(st.one_of(st.sampled_from(names), st.text(max_size=9)), VALUES)


@pytest.mark.parametrize("kind", KINDS)
@given(data=st.data())
def test_settings_are_taken_whole_or_refused_in_a_line(kind, data):
    wanted = data.draw(changes(kind))
    try:
        settings = kind().replace(**wanted)
    except SettingsError as error:
        line = str(error)
        assert line.isprintable()
        assert 0 < len(line) < LONGEST
        return
    text = json.dumps(settings.as_dict(), allow_nan=False)
    given = {name: tuple(v) if isinstance(v, list) else v for name, v in json.loads(text).items()}
    assert kind(**given) == settings
