"""The page Digits studio."""
