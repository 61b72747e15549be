"""What a step changes: its folder file by file, and a function beside the one it replaces."""

import ast
import difflib
import re
from pathlib import Path

from kata.docs.source import STEPS, Excerpt, Missing, read, summary


def diff(before: Excerpt, after: Excerpt) -> str:
    """A unified diff: all of two functions, or of two whole files what is near a change."""
    whole = before.line > 1 or after.line > 1
    lines = difflib.unified_diff(before.text.splitlines(), after.text.splitlines(), n=1000 if whole else 3, lineterm="")
    return "\n".join(list(lines)[3 if whole else 2 :])  # a page names the two sides itself


def folder(step: str) -> list[tuple[str, str, int, list[str]]]:
    """Of each module of a step: its name, what it is for, its lines of code, and what it takes from earlier steps."""
    top = STEPS / step
    modules = sorted(top.rglob("*.py"), key=lambda path: (path != top / "__init__.py", path))
    if not modules:
        raise Missing(f"There is no step {step}.")
    return [
        (path.relative_to(top).as_posix(), summary(path), lines_of_code(path), borrowed(path, step)) for path in modules
    ]


def lines_of_code(path: Path) -> int:
    """Lines that are neither blank, nor a comment, nor part of a docstring."""
    text = read(path)
    prose: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            prose.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return sum(
        bool(line.strip()) and not line.strip().startswith("#")
        for number, line in enumerate(text.splitlines(), start=1)
        if number not in prose
    )


def borrowed(path: Path, step: str) -> list[str]:
    """The names a module imports from the steps before its own, as `step1_crud.values.check_text`."""
    found = []
    for node in ast.walk(ast.parse(read(path))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("steps.step"):
            module = node.module.removeprefix("steps.")
            if module.partition(".")[0] != step:
                found += [f"{module}.{alias.name}" for alias in node.names]
    return found


def rules() -> list[tuple[str, int, str]]:
    """The contract's rules in order: the error's name, the rule's number, the rule in words."""
    found = []
    for node in ast.parse(read(STEPS / "contract.py")).body:
        if isinstance(node, ast.ClassDef) and (numbered := re.match(r"Rule (\d+)\.", ast.get_docstring(node) or "")):
            (why,) = [ast.literal_eval(line.value) for line in node.body if isinstance(line, ast.Assign)]
            found.append((node.name, int(numbered[1]), why))
    if not found:
        raise Missing("There are no numbered rules in steps/contract.py.")
    return found
