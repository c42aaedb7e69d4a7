"""Networks: they compute, nothing else."""
