"""Tours of the pages: predict, run, compare, why."""
