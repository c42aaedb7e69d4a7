"""What watching costs and how soon the page answers, measured in a browser on the same cores."""
