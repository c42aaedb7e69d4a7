"""A map of faces that is fitted on a worker of a Dask cluster; the pictures go there with it."""

from __future__ import annotations

from gan_core.cluster.jobs import ClusterJob, cluster_at, run_jobs
from gan_core.cluster.turns import Turn
from gan_core.faces.fit import Progress, RealFaces, fit_reference
from gan_core.faces.reference import ReferenceSet
from gan_core.faces.spaces import raw_features
from gan_core.storage.devices import resolve_device


def fit_on_cluster(
    address: str,
    space: str,
    faces: RealFaces,
    *,
    device: str,
    seed: int,
    source: str,
    progress: Progress,
) -> ReferenceSet:
    """Return what ``fit_reference`` returns; with a lost worker it begins anew on another.

    Raises ``ClusterError`` where the cluster cannot be used, and what ``fit_reference`` raises.
    """
    job = ClusterJob(
        fit_faces,
        lambda: (space, faces, device, seed, source),
        lambda told: progress(*told),
    )
    with cluster_at(address) as client:
        found: ReferenceSet = run_jobs(client, [job])[0]
    return found


def fit_faces(
    turn: Turn, space: str, faces: RealFaces, device: str, seed: int, source: str
) -> ReferenceSet:
    """Fit a map on a worker; where nobody wants it any more it ends with the part under way."""

    def progress(part: str, done: int, total: int) -> None:
        turn.tell((part, done, total))
        turn.pause()

    raw = raw_features(space, device=resolve_device(device))
    return fit_reference(space, raw, faces, seed=seed, source=source, progress=progress)
