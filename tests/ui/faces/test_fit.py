"""Maps of one's own: how far a fit is, what the page shows when it has ended, and without a map."""

import shutil
from types import SimpleNamespace

import pytest

from gan_core.faces.reference import FOLDER
from tests.shipped.face_models import needs_faces
from tests.ui.pages import open_page
from ui.faces import jobs as faces_jobs
from ui.faces import shown_faces
from ui.faces.jobs import USUAL, FitProgress
from ui.faces.link_state import DEFAULT_MODEL

PAGE = "pages/6_Faces.py"


def told(progress, *, slow=1.0):
    """Let a fit pass that takes ``slow`` times as long as usual; (done, left) of each moment."""
    now, seen = 0.0, []
    for part, seconds in USUAL.items():
        progress.hear(part, 0.0, now)
        for tenth in range(1, 11):
            now += slow * seconds / 10
            if part in ("features", "map"):
                progress.hear(part, tenth / 10, now)
            seen.append((progress.done(now), progress.seconds_left(now), now))
    return seen


@pytest.mark.parametrize("slow", [0.5, 1.0, 5.0])
def test_a_fit_says_how_far_it_is_and_how_long_it_takes(slow):
    seen = told(FitProgress(0.0), slow=slow)
    shares = [done for done, _, _ in seen]
    assert shares == sorted(shares)
    assert all(0 < share < 1 for share in shares[:-1])
    assert all(left > 0 for _, left, _ in seen[:-1])
    end = seen[-1][2]
    # Half-way it is known how fast this machine is.
    half = [(left, end - now) for _, left, now in seen if 0.4 * end < now < 0.8 * end]
    assert all(left < 2.5 * real + 3 and real < 2.5 * left + 3 for left, real in half)


def test_a_part_that_does_not_say_how_far_it_is_never_looks_done():
    progress = FitProgress(0.0)
    progress.hear("umap", 0.0, 6.0)
    assert progress.done(10.0) < progress.done(20.0) < progress.done(60.0) < 0.95
    assert progress.seconds_left(60.0) > 3


def test_decoding_tells_its_own_time():
    progress = FitProgress(0.0)
    progress.hear("pictures decoded", 0.1, 2.0)
    progress.hear("pictures decoded", 0.5, 12.0)
    assert progress.seconds_left(12.0) == pytest.approx(10 + 19, abs=1)


@pytest.fixture
def own_faces(tmp_path, monkeypatch):
    """A machine that has CelebA, not decoded, and no map of it."""
    monkeypatch.setenv("GAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path / "home"))
    looks = {"celeba": "found", "shipped": "found", "pictures": "absent"}
    monkeypatch.setattr(shown_faces, "_look", lambda s: shown_faces.RealPictures(looks[s]))
    monkeypatch.setattr(shown_faces, "_found", {})
    monkeypatch.setattr(faces_jobs, "_jobs", {})
    return tmp_path / "home" / "faces" / "celeba"


def ended(status, error=""):
    job = object.__new__(faces_jobs.FitJob)
    job.source, job.space, job.error = "celeba", "vae", error
    job.task = SimpleNamespace(state="failed" if status else "succeeded", under_way=False, owner="")
    return job


@pytest.mark.slow
@needs_faces
def test_a_fit_that_ended_while_nobody_looked_is_shown(services, own_faces):
    own_faces.mkdir(parents=True)
    shutil.copy(FOLDER / "vae.npz", own_faces / "vae.npz")
    faces_jobs._jobs["celeba"] = ended(0)
    test = open_page(PAGE, faces=DEFAULT_MODEL)
    assert not test.exception
    assert not test.error
    assert test.selectbox(key="faces-source").value == "celeba"
    assert test.query_params["source"] == "celeba"
    assert test.query_params["space"] == "vae"
    assert not faces_jobs._jobs
    test.run()
    assert not test.exception


@pytest.mark.slow
@needs_faces
def test_a_fit_that_failed_says_why_until_the_next(services, own_faces):
    faces_jobs._jobs["celeba"] = ended(2, "59 held-out pictures; at least 60 are needed")
    test = open_page(PAGE, faces=DEFAULT_MODEL)
    for _ in range(2):
        assert not test.exception
        assert "at least 60 are needed" in test.error[0].value
        test.run()


@pytest.mark.slow
@needs_faces
def test_without_a_map_of_the_space_the_shipped_one_stands_in(services, own_faces):
    test = open_page(PAGE, faces=DEFAULT_MODEL, source="celeba", space="vae")
    assert not test.exception
    assert "No map of CelebA's faces by VAE was fitted yet" in test.warning[0].value
    assert test.button(key="faces-fit-celeba-canvas").label == "Fit a map: celeba, VAE"
    assert test.selectbox(key="faces-source").value == "celeba"
    assert test.query_params["source"] == "celeba"


@pytest.mark.slow
@needs_faces
def test_without_its_faces_no_map_can_be_fitted(services, own_faces):
    test = open_page(PAGE, faces=DEFAULT_MODEL, source="pictures")
    assert not test.exception
    assert "They are not on this machine" in test.warning[0].value


@pytest.mark.slow
@needs_faces
def test_a_number_that_is_refused_says_so_at_its_control(services, own_faces):
    test = open_page(PAGE, faces=DEFAULT_MODEL)
    test.number_input(key="faces-count").set_value(0).run()
    assert [error.value for error in test.error] == ["Faces: 0 is not accepted; choose 1 to 256."]
    # What else is chosen counts all the same.
    test.segmented_control(key="faces-space").set_value("vae").run()
    assert test.query_params["space"] == "vae"
    assert "count" not in test.query_params
    test.number_input(key="faces-count").set_value(32)
    test.number_input(key="faces-seed").set_value(-1).run()
    assert [error.value for error in test.error] == [
        "Seed: -1 is not accepted; choose 0 to 2,147,483,647."
    ]
    assert not test.exception


@pytest.mark.slow
@needs_faces
def test_a_fit_waits_with_its_place_and_can_be_taken_back(services, own_faces, monkeypatch):
    monkeypatch.setattr(services.tasks, "_places", lambda: 0)
    test = open_page(PAGE, faces=DEFAULT_MODEL, source="celeba", space="vae")
    test.button(key="faces-fit-celeba-canvas").click().run()
    assert not test.exception
    job = faces_jobs.job_of("celeba")
    assert (job.under_way, job.running, job.place) == (True, False, 1)
    test.button(key="faces-stop-celeba-canvas").click().run()
    assert not job.under_way
    assert not job.failed
    assert services.tasks.under_way() == []
