"""The page Faces."""
