"""What a GAN learns, on distributions whose densities are known: theory beside measurement.

All logarithms are natural, all divergences in nats. The data's density is p, the fakes' is q.
"""
