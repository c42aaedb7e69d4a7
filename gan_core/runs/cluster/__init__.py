"""What the command line trains on a Dask cluster: sweeps, folders of models, maps of faces."""
