"""Ablations of DCGAN's guidelines (Radford et al. 2016): runs that differ in one, as records."""
