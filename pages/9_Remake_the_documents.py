"""The source documents' figures and tables, done again."""

from ui.home.remake_page import remake_page

remake_page()
