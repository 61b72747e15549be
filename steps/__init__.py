"""The kata: one shop, built again in every step, each time with one new idea."""

STEPS = ["step1_crud", "step2_handlers", "step3_projections"]  # in order; its name here joins a step to specs and tour
