"""DCGAN's rules one by one: runs that differ in one of them, as small records with their facts."""
