"""Where generated faces fall among real ones, and whether they are out of place there."""
