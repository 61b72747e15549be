"""Events are the truth: commands append what happened to a log, and a projector follows with the summaries."""

from steps.step3_projections.shop import open_shop

__all__ = ["open_shop"]
