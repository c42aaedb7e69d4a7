"""Pictures: colours, plotly figures and rasters; they draw and compute no model."""
