"""Python source by name: pages say `Orders.add_item` and get its text as it is today.

A name that is gone is an error, so that the site can't be built with a page that speaks of it.
"""

import ast
import textwrap
from dataclasses import dataclass
from pathlib import Path

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
    body = ast.parse(text).body
    found: ast.stmt | None = None
    for name in symbol.split("."):
        found = next((node for node in body if name in names(node)), None)
        if found is None:
            raise Missing(f"There is no {symbol} in {path.relative_to(ROOT).as_posix()}.")
        body = found.body if isinstance(found, ast.ClassDef) else []
    assert found is not None
    decorators = getattr(found, "decorator_list", [])
    first = min([found.lineno, *(decorator.lineno for decorator in decorators)])
    lines = text.splitlines()[first - 1 : found.end_lineno]
    return Excerpt(path, first, textwrap.dedent("\n".join(lines)))


def names(node: ast.stmt) -> set[str]:
    """What a statement gives a name to."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return {name}
        case ast.Assign(targets=targets):
            return {target.id for target in targets if isinstance(target, ast.Name)}
        case ast.AnnAssign(target=ast.Name(id=name)):
            return {name}
        case _:
            return set()


def summary(path: Path) -> str:
    """The first paragraph of a module's docstring, in one line."""
    text = ast.get_docstring(ast.parse(read(path))) or ""
    return " ".join(text.partition("\n\n")[0].split())
