"""Training: steps update, loops schedule."""
