"""The command line: ``python -m gan_core COMMAND``."""
