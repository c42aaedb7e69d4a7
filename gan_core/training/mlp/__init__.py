"""Updates of multilayer perceptrons: passes, penalties and optimisers on flat parameters."""
