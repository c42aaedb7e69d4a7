"""Whether the file of a run store is whole, and what can be read of one that is not."""
