"""Python source by name: pages say `Orders.add_item` and get its text as it is today.

A name that is gone is an error, so that the site can't be built with a page that speaks of it.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path

from kata.variants import Place, VariantError, definition, span

ROOT = Path(__file__).parents[2]
STEPS = ROOT / "steps"


class Missing(Exception):
    """A page names something that is not there. The message says what and where."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A piece of a file: where it starts, and its text."""

    path: Path
    line: int
    text: str

    @property
    def place(self) -> str:
        """The file as seen from the top of the repository."""
        return self.path.relative_to(ROOT).as_posix()


def read(path: Path) -> str:
    """The text of a file of the repository. Raises Missing."""
    if not path.is_file():
        raise Missing(f"There is no file {path.relative_to(ROOT).as_posix()}.")
    return path.read_text(encoding="utf-8")


def excerpt(path: Path, symbol: str = "") -> Excerpt:
    """The whole file, or the class, function, method or module-level name that `symbol` stands for."""
    text = read(path)
    if not symbol:
        return Excerpt(path, 1, text.rstrip())
    try:
        lines = span(definition(text, Place(path.relative_to(ROOT).as_posix(), symbol)))
    except VariantError as error:
        raise Missing(str(error)) from None
    return Excerpt(path, lines.start + 1, textwrap.dedent("\n".join(text.splitlines()[lines])))


def summary(path: Path) -> str:
    """The first paragraph of a module's docstring, in one line."""
    text = ast.get_docstring(ast.parse(read(path))) or ""
    return " ".join(text.partition("\n\n")[0].split())
