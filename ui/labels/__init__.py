"""The page Choose a label."""
