"""Where generated faces fall among real ones, and which of them are outliers."""
