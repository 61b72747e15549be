"""The rules of the house: who may import whom, and feature files that really run."""

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import is_dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from gherkin.parser import Parser

from features.left_out import LEFT_OUT
from kata.runner import Runner
from steps import STEPS

ROOT = Path(__file__).parents[1]
STANDARD_LIBRARY_ONLY = {0, 1, 2, 3, 4}  # the steps of which this is true; 0 is what all steps share
MODULES = sorted((ROOT / "steps").rglob("*.py"))
FOR_HTTP = {"fastapi", "fastapi_swagger", "prometheus_client", "pydantic", "starlette", "strawberry", "uvicorn"}
FEATURES = sorted((ROOT / "features").rglob("*.feature"))


def step_number(dotted: str) -> int:
    """The number of the step that a module of `steps` belongs to, 0 for what all steps share."""
    found = re.match(r"steps\.step(\d+)_", dotted)
    return int(found[1]) if found else 0


def imports(path: Path) -> Iterator[str]:
    """The dotted names a module imports, wherever in it they stand."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path} imports relatively: write the name in full"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_step_imports_the_contract_and_earlier_steps_only(path: Path) -> None:
    own = step_number(".".join(path.relative_to(ROOT).parts))
    for name in imports(path):
        top = name.partition(".")[0]
        if top == "steps":
            assert step_number(name) <= own, f"{name} is a later step"
        else:
            assert top not in {"features", "kata"}, f"{name}: the steps know neither their specs nor the workshop"
            assert top not in FOR_HTTP or own >= 6, f"{name} is for step 6's services alone"
            assert top in sys.stdlib_module_names or own not in STANDARD_LIBRARY_ONLY, f"{name} is not built in"


@pytest.mark.parametrize("path", sorted((ROOT / "kata").rglob("*.py")), ids=lambda path: path.name)
def test_the_workshop_does_not_import_the_specs(path: Path) -> None:
    assert not [name for name in imports(path) if name.partition(".")[0] == "features"]


@pytest.mark.parametrize("path", sorted((ROOT / "features").glob("*.py")), ids=lambda path: path.name)
def test_what_all_specs_share_imports_no_step_at_its_top(path: Path) -> None:
    """Or `kata watch` can't collect the specs ahead, and a half-written step breaks the specs of others."""
    top = ast.parse(path.read_text(encoding="utf-8")).body
    modules = [node.module or "" for node in top if isinstance(node, ast.ImportFrom)]
    assert path.name.startswith("test_") or not [module for module in modules if step_number(module)]


def test_specs_that_start_services_import_none_of_their_code_at_the_top() -> None:
    """Or they are collected after a save, and whoever works at the last step waits twice as long."""
    with closing(Runner(ROOT / "steps" / STEPS[-1], ahead=True)) as runner:
        assert next(runner.messages()) == {"ready": True, "too_early": False}


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_scenario_of_a_feature_runs_and_checks_something(path: Path) -> None:
    """Two scenarios of one name shadow each other, and one without a Then passes, both in silence."""
    document: Any = Parser().parse(path.read_text(encoding="utf-8"))
    feature = document["feature"]
    children = [
        inner for child in feature["children"] for inner in child.get("rule", {"children": [child]})["children"]
    ]
    scenarios = [child["scenario"] for child in children if "scenario" in child]
    assert scenarios
    assert [name for name, times in Counter(s["name"] for s in scenarios).items() if times > 1] == []
    assert [s["name"] for s in scenarios if "Outcome" not in {step["keywordType"] for step in s["steps"]}] == []


@pytest.mark.parametrize("path", FEATURES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_some_module_beside_a_feature_runs_it(path: Path) -> None:
    modules = [module.read_text(encoding="utf-8") for module in path.parent.glob("test_*.py")]
    assert any('scenarios(".")' in text or f'scenarios("{path.name}")' in text for text in modules)


def test_values_are_frozen_and_hold_nothing_but_their_fields(step_name: str) -> None:
    package = importlib.import_module(f"steps.{step_name}")
    names = [module.name for module in pkgutil.walk_packages(package.__path__, f"steps.{step_name}.")]
    assert names
    for name in names:
        try:
            module = importlib.import_module(name)
        except ModuleNotFoundError as missing:
            if missing.name not in {"psycopg", "redis"}:
                raise
            continue  # what needs a driver is looked at where it is installed
        for value in vars(module).values():
            if isinstance(value, type) and is_dataclass(value) and value.__module__ == name:
                if hasattr(value, "__strawberry_definition__"):
                    continue  # a type of GraphQL, which its library makes a dataclass of
                assert value.__dataclass_params__.frozen  # type: ignore[attr-defined]  # is_dataclass says it
                cached = [attribute for attribute in vars(value).values() if isinstance(attribute, cached_property)]
                assert cached or "__slots__" in vars(value)


@pytest.mark.parametrize("number", [1, len(STEPS)])
def test_a_step_is_held_to_its_own_scenarios_and_those_of_earlier_steps(number: int) -> None:
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", "-m", f"step{number}"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    folders = {re.sub(r"^features/", "", line).partition("/")[0] for line in listed.splitlines() if "/" in line}
    assert {folder for folder in folders if folder in STEPS} == set(STEPS[:number])
    tested = {name for name in STEPS if f"[{name}" in listed}
    assert tested == {STEPS[number - 1]}


def test_what_a_step_leaves_out_is_there() -> None:
    titles = {
        (number, title)
        for path in (ROOT / "features").glob("step*/*.*")
        if (number := step_number(f"steps.{path.parent.name}"))
        for title in re.findall(
            r"(?:Scenario(?: Outline)?|Rule|Feature): (.+)|def test_(\w+)", path.read_text(encoding="utf-8")
        )
    }
    named = {(number, title or test.replace("_", " ")) for number, (title, test) in titles}
    assert LEFT_OUT
    for step, left_out in LEFT_OUT.items():
        latest = step_number(f"steps.{step}") or len(STEPS) + 1
        for entry, why in left_out.items():
            assert why
            assert any(title == entry and number < latest for number, title in named), entry


def test_no_step_definition_is_asynchronous() -> None:
    """pytest-bdd calls one without awaiting it, so that it passes unrun."""
    modules = list((ROOT / "features").rglob("*.py"))
    assert modules
    for module in modules:
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.AsyncFunctionDef), f"{module}:{node.lineno}"
