"""A visitor's run on a page."""
