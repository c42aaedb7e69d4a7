"""The page of faces as a test sees it."""

import math

from tests.e2e.latent import Room

LINK = "?faces=dcgan-celeba64"


class Faces(Room):
    """The map as a test sees it."""

    def __init__(self, page, app, query):
        super().__init__(page, app, query, path="Faces")
        self.canvas = page.locator(".ganfaces-canvas")

    def choose(self, name):
        self.page.get_by_role("radio", name=name, exact=True).click()

    def lasso(self, reach):
        """Draw a circle around the middle of the map; ``reach`` is a share of its width."""
        # A click on a control further down may have scrolled the page.
        self.page.evaluate(
            "document.querySelector('.ganfaces-canvas').scrollIntoView({block: 'nearest'})"
        )
        box = self.canvas.bounding_box()
        x, y, radius = (
            box["x"] + box["width"] / 2,
            box["y"] + box["height"] / 2,
            reach * box["width"],
        )
        self.page.mouse.move(x + radius, y)
        self.page.mouse.down()
        for i in range(1, 33):
            angle = i * math.pi / 16
            self.page.mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
        self.page.mouse.up()
