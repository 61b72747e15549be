"""A projector as a process of its own, for a shop whose read models have versions."""

from steps.step3_projections.projector.__main__ import main
from steps.step4_rebuild.shop import open_log, projector_on

if __name__ == "__main__":
    main("steps.step4_rebuild.projector", open_log, projector_on)
