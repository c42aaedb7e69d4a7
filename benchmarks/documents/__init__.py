"""The documents' tables and pictures, from results that are in the repository."""
