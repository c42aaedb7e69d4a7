"""The page What D learns."""
