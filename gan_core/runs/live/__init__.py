"""What a worker holds and trains: one run of a family, or a group of toy runs in lockstep."""
