"""The crew on a Dask cluster: each worker is a process of the crew, reached by its scheduler."""
