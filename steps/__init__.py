"""The kata: one shop, built again in every step, each time with one new idea."""

STEPS = ["step1_crud", "step2_handlers", "step3_projections", "step4_rebuild"]  # here a step joins specs and tour
