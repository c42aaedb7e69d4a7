"""Words: what the terms of this app mean, in English and Japanese, and where they stand."""

from ui.shared.shell import open_page
from ui.shared.text import N_
from ui.words.page import words_page

open_page(N_("Words"), N_("What does it mean, and where do you see it?"))
words_page()
