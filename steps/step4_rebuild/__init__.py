"""Read models have versions: a new one is built beside the one that answers, and takes over in one switch."""

from steps.step4_rebuild.shop import open_shop

__all__ = ["open_shop"]
