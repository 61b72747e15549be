"""What a step costs whoever must understand it: lines of code, tables, and parts that can be out of step."""

import ast
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import open_step
from steps import STEPS
from steps.step1_crud.database import connect
from steps.step1_crud.orders import Orders
from steps.step2_handlers.commands import OrderCommandHandler
from steps.step2_handlers.queries import OrderQueryHandler
from steps.step3_projections.event_store import EventStore
from steps.step3_projections.projector import Projector
from steps.step4_rebuild import codec as upcasting
from steps.step4_rebuild.read_models import ReadModels
from steps.step4_rebuild.rebuild import rebuild
from steps.step5_two_stores.sql_store import SqlStore
from steps.step5_two_stores.words import words_of

ROOT = Path(__file__).parents[2]
IN_STEP_5: list[object] = [
    OrderCommandHandler,
    OrderQueryHandler,
    EventStore,
    Projector,
    ReadModels,
    rebuild,
    upcasting,
    SqlStore,
    words_of,
]
PARTS: dict[int, list[object]] = {
    1: [Orders],
    2: [OrderCommandHandler, OrderQueryHandler],
    3: [OrderCommandHandler, OrderQueryHandler, EventStore, Projector],
    4: [OrderCommandHandler, OrderQueryHandler, EventStore, Projector, ReadModels, rebuild, upcasting],
    5: IN_STEP_5,
    6: [*IN_STEP_5, "commands_api", "queries_api", "graphql_api", "projector", "client"],
}


def measure_price(plan: Plan) -> Iterator[Figure]:
    """Lines that are new in a step, lines in all that make its shop, its tables and its moving parts."""
    for number in plan.steps:
        side = f"step {number}"
        own = modules(number)
        yield Figure("new lines of code", side, 0, [sum(map(code_lines, own))])
        yield Figure("lines of code in all", side, 0, [sum(map(code_lines, with_imports(own)))])
        yield Figure("tables", side, 0, [tables(number, plan)])
        yield Figure("moving parts", side, 0, [len(PARTS[number])])


def modules(number: int) -> set[Path]:
    return set((ROOT / "steps" / STEPS[number - 1]).rglob("*.py"))


def with_imports(paths: set[Path]) -> set[Path]:
    """These modules and all modules of the steps that they need, directly or not."""
    found, open_ends = set(paths), list(paths)
    while open_ends:
        for path in imported(open_ends.pop()) - found:
            found.add(path)
            open_ends.append(path)
    return found


def imported(path: Path) -> set[Path]:
    """The modules of the steps that a module imports."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    candidates = [ROOT / name.replace(".", "/") for name in names if name.startswith("steps.")]
    return {
        path
        for candidate in candidates
        for path in [candidate.with_suffix(".py"), candidate / "__init__.py"]
        if path.is_file()
    }


def code_lines(path: Path) -> int:
    """The lines of a module without blank ones, comments and docstrings."""
    text = path.read_text(encoding="utf-8")
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node):
            first = node.body[0]
            docstrings |= set(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    return sum(
        1
        for number, line in enumerate(text.splitlines(), start=1)
        if number not in docstrings and line.strip() and not line.strip().startswith("#")
    )


def tables(number: int, plan: Plan) -> int:
    """How many tables a new shop of this step has."""
    with TemporaryDirectory(dir=plan.folder) as folder, open_step(number, Path(folder) / "shop.db"):
        return sum(map(tables_in, Path(folder).glob("*.db")))


def tables_in(path: Path) -> int:
    """How many tables somebody has laid out in a file; what a virtual table consists of is SQLite's own affair."""
    with closing(connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    return sum(1 for name in names if not name.startswith(("sqlite_", "words_v2_")))
