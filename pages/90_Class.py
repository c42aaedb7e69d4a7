"""The class: who trains what, for the teacher alone."""

from ui.shared.shell import open_page
from ui.shared.text import N_
from ui.teacher.page import class_page

open_page(N_("Class"), N_("Who trains what, and how much can this machine still take?"))
class_page()
