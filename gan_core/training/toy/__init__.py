"""Training GANs on points in the plane; ``train`` is an iterator of reports."""

from gan_core.training.toy.training import RunDiverged, TrainingUpdate, train

__all__ = ["RunDiverged", "TrainingUpdate", "train"]
