"""Variants: a step's package with some of its functions written otherwise, importable in the step's stead.

Exercises and mistakes are both variants of the reference, so that neither can drift away from it.
"""

import ast
import json
import os
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.abc import MetaPathFinder
from importlib.machinery import FileFinder, ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType

import steps

STEPS_FOLDER = Path(steps.__file__).parent
VARIANT = "KATA_VARIANT"


def reference(step_name: str, file: str) -> str:
    """The text of a file of a step."""
    return (STEPS_FOLDER / step_name / file).read_text(encoding="utf-8")


class VariantError(Exception):
    """A function that is not there, or there more than once, or a replacement that does not parse. Says where."""


@dataclass(frozen=True, slots=True)
class Place:
    """A function, method (`Class.method`) or constant in a file of a package."""

    file: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.name}"


@dataclass(frozen=True, slots=True)
class Change:
    """What is to stand in a place: in the whole of it, or in the one statement of it that contains `statement`."""

    place: Place
    body: str
    statement: str = ""


def names(node: ast.stmt) -> list[str]:
    """The names that a statement defines."""
    match node:
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return [node.name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
    return []


def find(tree: ast.Module, place: Place) -> tuple[list[ast.stmt], int]:
    """The block in which a place is defined, and its index there. Raises VariantError unless there is just one."""
    block, line, index = tree.body, 1, 0
    inner = block
    for name in place.name.split("."):
        block = inner
        found = [at for at, node in enumerate(block) if name in names(node)]
        if not found:
            raise VariantError(f"{place.file}:{line}: there is no {place.name}")
        if len(found) > 1:
            lines = " and ".join(str(block[at].lineno) for at in found)
            raise VariantError(f"{place.file}:{block[found[0]].lineno}: {place.name} is ambiguous: see lines {lines}")
        index = found[0]
        line, inner = block[index].lineno, getattr(block[index], "body", [])
    return block, index


def definition(text: str, place: Place) -> ast.stmt:
    """The statement that defines a place."""
    block, index = find(ast.parse(text), place)
    return block[index]


def span(node: ast.stmt) -> slice:
    """The lines of a definition, its decorators among them."""
    first = min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", []))])
    return slice(first - 1, node.end_lineno)


def source(text: str, place: Place) -> str:
    """The text of a place."""
    return "".join(text.splitlines(keepends=True)[span(definition(text, place))])


@cache  # whoever watches a workbench asks for the same at every save
def rewritten(text: str, change: Change) -> str:
    """The text of a file after a change. Raises VariantError."""
    node = definition(text, change.place)
    lines = text.splitlines(keepends=True)
    where = f"{change.place.file}:{node.lineno}: {change.place.name}"
    if change.statement:
        node = only_statement(node, text, change.statement, where)
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        column, replaced = node.body[0].col_offset, body_span(node, lines)
    else:
        column, replaced = node.col_offset, span(node)
    lines[replaced] = [textwrap.indent(textwrap.dedent(change.body).strip("\n"), " " * column) + "\n"]
    try:
        ast.parse("".join(lines))
    except SyntaxError as error:
        line = (error.lineno or 1) - replaced.start
        raise VariantError(f"{where}: the replacement does not parse: {error.msg} in its line {line}") from None
    return "".join(lines)


def body_span(node: ast.FunctionDef | ast.AsyncFunctionDef, lines: list[str]) -> slice:
    """The lines of a function's body without its docstring, with the comments at its top."""
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    first = body[0].lineno - 1
    while lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return slice(first, node.end_lineno)


def only_statement(node: ast.stmt, text: str, wanted: str, where: str) -> ast.stmt:
    """The innermost statement of a definition that contains `wanted`."""

    def holds(inner: ast.AST) -> bool:
        return isinstance(inner, ast.stmt) and wanted in (ast.get_source_segment(text, inner) or "")

    found = [
        inner
        for inner in ast.walk(node)
        if isinstance(inner, ast.stmt) and holds(inner) and not any(map(holds, list(ast.walk(inner))[1:]))
    ]
    if len(found) != 1:
        raise VariantError(f"{where}: {len(found)} of its statements contain {wanted!r}")
    return found[0]


def restored(text: str, original: str, place: Place) -> str:
    """The text of a file with a place as it is in the original. Raises VariantError."""
    lines = text.splitlines(keepends=True)
    lines[span(definition(text, place))] = [source(original, place)]
    return "".join(lines)


def write_variant(step_name: str, changes: Iterable[Change], into: Path) -> Path:
    """Copy a step's package into a folder, changed. Returns the copy. Raises VariantError."""
    package = into / step_name
    shutil.copytree(STEPS_FOLDER / step_name, package, ignore=shutil.ignore_patterns("__pycache__", "*.toml"))
    for change in changes:
        if not (package / change.place.file).is_file():
            raise VariantError(f"{change.place.file}: there is no such file in {step_name}")
        file = package / change.place.file
        file.write_text(rewritten(file.read_text(encoding="utf-8"), change), encoding="utf-8")
    return package


def stand_in(package: Path, filled: Sequence[Place] = ()) -> None:
    """Import this package instead of the step of its name from now on, here and in the processes started from here
    that call `stand_in_here_too`.

    The places in `filled` are taken from the reference, whatever the package says there.
    """
    os.environ[VARIANT] = json.dumps([str(package), [[place.file, place.name] for place in filled]])
    sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, VariantFinder)]
    sys.meta_path.insert(0, VariantFinder(package, filled))


def stand_in_here_too() -> None:
    """Do what `stand_in` did in the process that started this one, if it did."""
    if VARIANT in os.environ:
        package, filled = json.loads(os.environ[VARIANT])
        stand_in(Path(package), [Place(*place) for place in filled])


class VariantFinder(MetaPathFinder):
    """Finds the modules of a variant. All other modules, earlier steps among them, are found as ever."""

    def __init__(self, package: Path, filled: Sequence[Place]) -> None:
        self.package = package
        self.name = f"steps.{package.name}"
        self.filled = filled

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, _target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname == self.name:
            folder = str(self.package.parent)
        elif fullname.startswith(f"{self.name}.") and path:
            folder = path[0]
        else:
            return None
        spec = FileFinder(folder, (VariantLoader, [".py"])).find_spec(fullname)
        if spec and isinstance(spec.loader, VariantLoader):
            file = Path(spec.loader.path)
            spec.loader.filled = [place for place in self.filled if self.package / place.file == file]
        return spec


class VariantLoader(SourceFileLoader):
    """Compiles a module of a variant, keeping every line number, with some places taken from the reference.

    Always anew: Python's cache would miss a second save within one second.
    """

    filled: Sequence[Place] = ()

    def get_code(self, fullname: str) -> CodeType:
        path = self.get_filename(fullname)
        tree = ast.parse(self.get_data(path), path)
        for place in self.filled:
            block, index = find(tree, place)
            original = definition(reference(self.name.split(".")[1], place.file), place)
            block[index] = ast.increment_lineno(original, block[index].lineno - original.lineno)
        return compile(tree, path, "exec", dont_inherit=True)
