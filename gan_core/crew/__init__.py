"""Who trains: a fixed crew of processes that share out their time, and the queue before it."""
