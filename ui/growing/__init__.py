"""The page Growing faces."""
