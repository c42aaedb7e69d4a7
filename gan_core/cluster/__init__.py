"""A Dask cluster: finding it, and jobs that train on it in tasks of seconds."""
