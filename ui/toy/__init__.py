"""The page 25 Gaussians."""
