"""How fast things are, beside named peers measured in the same run."""
