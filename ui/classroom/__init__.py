"""A class at one server: who may come in, and how they find it."""
