"""Sets that repeat themselves: by hand, of real faces, and with copies."""

import numpy as np
import pytest

from gan_core.faces.repeats import DRAWS, RepeatTest, most_compared

MANY = 400


def faces(count, seed):
    """Features in 8 dimensions and a length of what is left out, which the test must not see."""
    random = np.random.default_rng(seed)
    return np.column_stack([random.normal(size=(count, 8)), np.full(count, 50.0)])


@pytest.fixture(scope="module")
def test_of_40():
    return RepeatTest(faces(MANY, 0), 40)


def test_ratios_and_partners_by_hand():
    # Real ones at 0, 100, 200 and 300, the last of which is left out; the left-out part is no way.
    real = np.column_stack([np.arange(4) * 100.0, np.full(4, 7.0)])
    found = RepeatTest(real, 2).repeats(np.array([[10.0, 3.0], [14.0, 900.0]]))
    # 4 apart; 10 and 14 from the nearest real one.
    assert found.ratios == pytest.approx([4 / 10, 4 / 14])
    assert found.partners.tolist() == [1, 0]
    assert found.score == pytest.approx(4 / 14)


def test_real_faces_seldom_repeat_and_copies_always_do(test_of_40):
    new = faces(2000, 1)
    random = np.random.default_rng(2)
    sets = [random.permutation(new)[:40] for _ in range(200)]
    assert np.mean([test_of_40.repeats(one).repeated for one in sets]) < 0.11
    for one in sets[:20]:
        one[0] = one[1] + 0.01
        found = test_of_40.repeats(one)
        assert found.repeated
        assert {found.partners[0], found.partners[1]} == {0, 1}
    # One face again and again, where each alone is as usual as can be.
    collapsed = np.repeat(new[:1], 40, axis=0) + random.normal(0, 0.05, (40, 9))
    assert test_of_40.repeats(collapsed).p_value == pytest.approx(1 / (DRAWS + 1))


def test_five_of_a_hundred_sets_of_real_faces_are_below_what_is_usual(test_of_40):
    usual = test_of_40.repeats(faces(40, 3)).usual
    assert (test_of_40.usual_scores <= usual).mean() == pytest.approx(0.05, abs=0.005)


def test_equal_faces_and_real_ones_among_them_are_no_trouble(test_of_40):
    same = np.repeat(faces(MANY, 0)[:1], 40, axis=0)
    found = test_of_40.repeats(same)
    assert np.isfinite(found.ratios).all()
    assert found.repeated


@pytest.mark.parametrize("count", [1, MANY // 2 + 1])
def test_too_few_and_too_many_are_refused(count):
    assert most_compared(MANY) == MANY // 2
    with pytest.raises(ValueError, match="accepted: 2 to 200"):
        RepeatTest(faces(MANY, 0), count)


def test_a_reference_set_says_nothing_of_one_face(small_reference):
    known, _ = small_reference
    assert known.repeats(known.features[:1]) is None
    assert known.repeats(known.features[:101]) is None
    # Faces of the reference set itself lie on real ones.
    found = known.repeats(known.features[:16])
    assert found.ratios.shape == (16,)
    assert np.isfinite(found.ratios).all()
