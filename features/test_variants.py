"""Manifests that say what can't be done are refused, with the file, the line and the function named."""

from pathlib import Path

import pytest

from kata.exercises import changes
from kata.variants import Change, Place, VariantError, rewritten

TEXT = '''
class Shop:
    """A shop."""

    @property
    def open(self):
        """Whether it is open."""
        # the door
        if self.door:
            return True
        return False

    def close(self):
        self.door = None

    async def wait(self):
        """Wait."""
        await self.door


def twice(): ...
def twice(): ...
'''


def change(name: str, body: str = "pass", statement: str = "") -> Change:
    return Change(Place("shop.py", name), body, statement)


def test_a_body_is_replaced_and_its_docstring_kept() -> None:
    body = TEXT.partition("# the door")[2].partition("    def close")[0]
    changed = TEXT.replace(f"# the door{body}", "return 1\n\n")
    assert rewritten(TEXT, change("Shop.open", "return 1")) == changed


def test_a_body_that_awaits_is_replaced() -> None:
    assert rewritten(TEXT, change("Shop.wait", "return 1")) == TEXT.replace("await self.door", "return 1")


def test_a_statement_alone_is_replaced() -> None:
    changed = rewritten(TEXT, change("Shop.open", "raise SystemExit\n", statement="return True"))
    assert changed == TEXT.replace("return True", "raise SystemExit")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (change("Shop.shut"), r"shop\.py:2: there is no Shop\.shut"),
        (change("Shop.open.door"), r"shop\.py:6: there is no Shop\.open\.door"),
        (change("twice"), r"shop\.py:21: twice is ambiguous: see lines 21 and 22"),
        (change("Shop.close", "if:"), r"shop\.py:13: Shop\.close: the replacement does not parse: invalid .* line 1"),
        (change("Shop.open", statement="return"), r"shop\.py:6: Shop\.open: 2 of its statements contain 'return'"),
    ],
)
def test_what_can_not_be_replaced_is_refused(wrong: Change, said: str) -> None:
    with pytest.raises(VariantError, match=said):
        rewritten(TEXT, wrong)


def test_the_line_of_the_manifest_is_named(tmp_path: Path) -> None:
    manifest = tmp_path / "step1_crud" / "exercise.toml"
    manifest.parent.mkdir()
    manifest.write_text('\n[[task.open]]\nfunction = "orders.py:Orders.sell"\n')
    with pytest.raises(VariantError, match=r"exercise\.toml:3: orders\.py:\d+: there is no Orders\.sell"):
        changes(manifest, [{"function": "orders.py:Orders.sell", "todo": "sell"}])
