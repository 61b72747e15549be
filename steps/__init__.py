"""The kata: one shop, built again in every step, each time with one new idea."""

STEPS = ["step1_crud", "step2_handlers"]  # in order; a step joins the specs and the tour by its name here
