"""Every page's tour, by the name that the page has in its session's keys."""

from ui.tours.compare import COMPARE_TOUR
from ui.tours.faces import FACES_TOUR
from ui.tours.gaussians import GAUSSIANS_TOUR
from ui.tours.growing import GROWING_TOUR
from ui.tours.labels import LABELS_TOUR
from ui.tours.latent import LATENT_TOUR
from ui.tours.studio import STUDIO_TOUR
from ui.tours.theory import THEORY_TOUR

TOURS = {
    "toy": GAUSSIANS_TOUR,
    "compare": COMPARE_TOUR,
    "studio": STUDIO_TOUR,
    "latent": LATENT_TOUR,
    "labels": LABELS_TOUR,
    "faces": FACES_TOUR,
    "growing": GROWING_TOUR,
    "learns": THEORY_TOUR,
}
