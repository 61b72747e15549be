"""The kata: one shop, built again in every step, each time with one new idea."""

STEPS = [  # here a step joins specs and tour
    "step1_crud",
    "step2_handlers",
    "step3_projections",
    "step4_rebuild",
    "step5_two_stores",
    "step6_two_apis",
]
