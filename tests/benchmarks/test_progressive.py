"""The comparison of progressive growing with full size from the start."""

from benchmarks.documents.growing import DIGITS, comparison_table
from benchmarks.progressive_runs import from_the_start
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.settings.progressive import images_shown, phases, progress_at

ROWS = [
    {"mark": 0.5, "swd": {"32": 40.0, "16": 60.0, "average": 50.0}, "seconds": 10.0},
    {"mark": 1.0, "swd": {"32": 20.0, "16": 30.0, "average": 25.0}, "seconds": 30.0},
]


def test_a_comparison_in_words():
    other = [ROWS[0], {"mark": 1.0, "diverged": "d loss"}]
    found = {
        "seeds": 2,
        "floor": {"32": 5.0, "16": 6.0, "average": 5.5},
        "runs": [
            {"way": "grown", "seed": 0, "rows": ROWS},
            {"way": "grown", "seed": 1, "rows": [ROWS[0], ROWS[0] | {"mark": 1.0}]},
            {"way": "from the start", "seed": 0, "rows": ROWS},
            {"way": "from the start", "seed": 1, "rows": other},
        ],
    }
    lines = comparison_table(found)
    assert lines[2] == "| 50% | 50 (50 to 50) | 10 (10 to 10) | 50 (50 to 50) | 10 (10 to 10) |"
    assert lines[3] == "| 100% | 37.5 (25 to 50) | 20 (10 to 30) | 25 | 30 |"
    assert "| other real digits | 5.0 | 6.0 |" in lines
    assert lines[-1].startswith("2 seeds each, 1 of them diverged")


def test_a_run_from_the_start_shows_as_many_pictures_at_the_final_resolution():
    settings = IMAGE_RECIPES[DIGITS].settings()
    flat = from_the_start(settings)
    wanted = images_shown(settings, settings.steps)
    assert wanted <= images_shown(flat, flat.steps) < wanted + phases(flat)[-1].batch
    assert progress_at(flat, 7).phase.resolution == settings.resolution
    same = ("grow_to", "loss", "lr", "width", "channel_base", "batch_size")
    assert [getattr(flat, n) for n in same] == [getattr(settings, n) for n in same]
