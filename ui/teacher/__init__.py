"""The teacher's page: who trains what, the machine's load, the queue."""
