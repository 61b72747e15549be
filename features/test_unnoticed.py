"""What is said of changes that no spec notices is about the code as it is."""

from difflib import get_close_matches

import pytest

from features.unnoticed import is_listed, squeezed, unnoticed
from kata.variants import STEPS_FOLDER


@pytest.mark.parametrize(("module", "changed"), unnoticed())
def test_a_change_that_is_listed_can_still_be_made(module: str, changed: str) -> None:
    lines = [squeezed(line) for line in (STEPS_FOLDER / module).read_text(encoding="utf-8").splitlines()]
    assert squeezed(changed) not in lines
    assert get_close_matches(squeezed(changed), lines, cutoff=0.5)


def test_a_change_is_known_by_its_module_and_its_line() -> None:
    diff = """\
--- a/steps/step3_projections/projector/__init__.py
+++ b/steps/step3_projections/projector/__init__.py
@@ -25,7 +25,7 @@
 BATCH_SIZE = 500
-NAP = 0.02
+NAP = {changed}

"""
    assert is_listed(diff.format(changed=" 1.02"))
    assert not is_listed(diff.format(changed=" 2.02"))
    assert not is_listed(diff.format(changed=" 1.02").replace("step3_projections", "step4_rebuild"))
