"""What a page takes from the code, the specs and their last run is right, or the site is not built."""

import importlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from markdown import Markdown

from features.docs.conftest import ROOT
from features.stores import files
from kata.bench.results import Figure, result_of, this_machine
from kata.docs import apis, costs, extension, results
from kata.docs.results import Outcome, find
from kata.docs.source import Missing
from kata.docs.workshop import NOT_IN_A_PAGE
from steps import STEPS, step3_projections, step4_rebuild

DOCS = ROOT / "docs"


def made(text: str) -> str:
    return "\n".join(extension.expand(text.splitlines()))


def test_code_is_what_the_repository_holds() -> None:
    page = made("[[code step1_crud/orders.py Orders.get_summary]]")
    body = re.fullmatch(r"```[^\n]*\n(.*)\n```", page, re.DOTALL)
    assert body
    source = (ROOT / "steps/step1_crud/orders.py").read_text(encoding="utf-8")
    assert body[1] in "\n".join(line.removeprefix("    ") for line in source.splitlines())
    assert body[1].startswith("def get_summary(self")


def test_code_keeps_its_place_within_a_tab() -> None:
    assert all(line.startswith("    ") for line in made("    [[code contract.py Status]]").splitlines())


@pytest.mark.parametrize(
    "directive",
    [
        "[[code step1_crud/orders.py Orders.gone]]",
        "[[code step1_crud/gone.py]]",
        "[[diff step1_crud/shop.py Gone -> step2_handlers/shop.py HandlerShop]]",
        "[[folder step0_gone]]",
        "[[example gone.mjs]]",
        "[[scenario Nobody ever wrote this]]",
        "[[scenarios step0_gone]]",
        "[[costs step1_crud nonsense]]",
        "[[costs step2_handlers lag]]",
        "[[costs step0_gone list]]",
        "[[chart gone]]",
        "[[operations gone]]",
        "[[nonsense]]",
        "A line with [[code contract.py]] in it",
    ],
)
def test_what_is_not_there_stops_the_build(directive: str) -> None:
    with pytest.raises(Missing):
        made(directive)


def test_a_diff_shows_both_sides() -> None:
    page = made("[[diff step1_crud/shop.py CrudShop -> step2_handlers/shop.py HandlerShop]]")
    assert "-class CrudShop(Shop):" in page
    assert "+class HandlerShop(Shop):" in page


def test_the_rules_are_those_of_the_contract() -> None:
    assert [line.split(" | ")[0] for line in made("[[rules]]").splitlines()[2:]] == [f"| {n}" for n in range(1, 10)]


def test_costs_are_those_of_the_last_benchmark(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lists = "list_by_customer by orders, µs"
    figures = [
        Figure(lists, "step 1", 1_000, [1.0, 1.0, 1.0]),
        Figure(lists, "step 1", 5_000, [1_000.0, 2_000.0, 3_000.0]),
        Figure(lists, "step 2", 5_000, [500.0, 500.0, 6_000.0]),
        Figure("moving parts", "step 2", 0, [2.0]),
    ]
    result_of("full", figures).save(tmp_path / "result.json")
    monkeypatch.setattr(costs, "RESULT", tmp_path / "result.json")
    page = made("[[costs step2_handlers list parts]]")
    assert "|  | step 1 | step 2 | step 2 ÷ step 1 |" in page
    assert "| a customer's list, among 5,000 orders | 2\u00a0ms | 500\u00a0µs | 0.5" in page
    assert "| moving parts | - | 2 |  |" in page
    assert f"Measured on {this_machine().processor}" in page
    assert "step 1: 1 µs at 1,000, 2 ms at 5,000" in made("[[chart list]]")
    (tmp_path / "result.json").unlink()
    with pytest.raises(Missing, match="make bench"):
        made("[[chart list]]")


def test_mermaid_stays_out_of_the_search() -> None:
    page = (ROOT / "site" / "search" / "search_index.json").read_text(encoding="utf-8")
    assert "sequenceDiagram" not in page


# What became of a scenario

NAME = "A confirmed order takes no more items"
LINES = find(NAME).examples[0].lines


def outcome(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *stores: list[tuple[str, str]]) -> results.Run:
    """What the site says of a scenario of which step 1 reported these lines, on each of its stores."""
    scenario = find(NAME)
    elements = [
        {
            "id": f"test_it[step1_crud-{number}]",
            "line": scenario.line,
            "steps": [
                {"name": name, "result": {"status": status, **({} if status == "passed" else {"error_message": "no"})}}
                for name, status in lines
            ],
        }
        for number, lines in enumerate(stores)
    ]
    (tmp_path / "report.json").write_text(json.dumps([{"uri": "step1_crud/refusals.feature", "elements": elements}]))
    monkeypatch.setattr(results, "REPORTS", tmp_path)
    results.forget()
    try:
        (run,) = scenario.runs("step1_crud")
        assert scenario.outcome("step2_handlers") is Outcome.NOT_RUN
        assert str(run.outcome) in made(f"[[scenario {NAME}]]")  # the later steps, which did not run it, don't count
        return run
    finally:
        results.forget()


def test_all_lines_passed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = outcome(monkeypatch, tmp_path, [(line, "passed") for line in LINES])
    assert run.outcome is Outcome.PASSED


def test_a_line_that_nobody_defined_is_no_success(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = outcome(monkeypatch, tmp_path, [(line, "passed") for line in LINES[:2]])
    assert run.lines == (Outcome.PASSED, Outcome.PASSED, Outcome.FAILED, *[Outcome.NOT_RUN] * (len(LINES) - 3))
    assert "No step definition" in run.message


def test_lines_after_a_failure_did_not_run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    run = outcome(monkeypatch, tmp_path, [(line, "failed" if i else "passed") for i, line in enumerate(LINES)])
    assert run.lines == (Outcome.PASSED, Outcome.FAILED, *[Outcome.NOT_RUN] * (len(LINES) - 2))


@pytest.mark.parametrize("stores", [("passed", "failed"), ("failed", "passed")])
def test_on_two_stores_the_worse_result_counts(
    stores: tuple[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run = outcome(monkeypatch, tmp_path, *([(line, status) for line in LINES] for status in stores))
    assert run.outcome is Outcome.FAILED
    assert run.message == "no"


def test_without_a_run_nothing_is_green(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(results, "REPORTS", tmp_path)
    results.forget()
    assert find(NAME).outcome("step1_crud") is Outcome.NOT_RUN
    assert "Not run yet." in made("[[tally step1_crud]]")
    results.forget()


def test_rows_of_an_outline_are_told_apart() -> None:
    scenario = find("Nothing can cost <price>")
    assert [example.cells for example in scenario.examples][:2] == [("-0.01",), ("0.001",)]
    assert len({example.lines for example in scenario.examples}) == len(scenario.examples) == 9


# The two APIs


@pytest.mark.parametrize("name", apis.NAMES)
def test_the_site_has_the_documents_that_the_services_publish(name: str) -> None:
    published = json.loads((ROOT / "site" / "openapi" / f"{name}.json").read_text(encoding="utf-8"))
    assert published == apis.document(name)
    page = (ROOT / "site" / "api.html").read_text(encoding="utf-8")
    for path, methods in published["paths"].items():
        for method in methods:
            assert f"<code>{method.upper()} {path}</code>" in page


def test_a_refusal_is_told_by_the_page_as_by_the_api() -> None:
    assert "| `order-is-confirmed` | 409 | Nothing is added to a confirmed order |" in made("[[problems]]")


@pytest.mark.parametrize("step", STEPS)
def test_a_step_that_does_not_run_in_a_page_says_so(step: str) -> None:
    program = (
        f"import sys; sys.modules['fastapi'] = None; from kata.docs.playground import lacking; print(lacking({step!r}))"
    )
    said = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert said.strip() == ("fastapi" if step in NOT_IN_A_PAGE else "None")
    assert ("playground.md" in made(f"[[exercise {step}]]")) == (step not in NOT_IN_A_PAGE)


# The pages as a whole


def test_every_step_has_its_pages_and_every_page_its_place() -> None:
    navigation = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for number in range(1, len(STEPS) + 1):
        for page in (f"step{number}.md", f"specs-step{number}.md"):
            assert (DOCS / page).exists(), f"write docs/{page}"
            assert f": {page}" in navigation, f"name {page} in mkdocs.yml"
        for page in ("variants.md", "when-not.md"):
            assert f"(step{number}.md)" in (DOCS / page).read_text(encoding="utf-8"), f"link to step {number} in {page}"


@pytest.mark.parametrize("step", range(1, len(STEPS) + 1))
def test_every_step_page_follows_the_plan(step: int) -> None:
    headings = re.findall(r"^## (.*)$", (DOCS / f"step{step}.md").read_text(encoding="utf-8"), re.MULTILINE)
    plan = ["The need", "The one new idea", "The code", "The specs", "What it costs", "What can go wrong"]
    plan += ["The exercise", "When to stop here"]
    assert [heading for heading in headings if heading in plan] == plan
    assert f"[[costs {STEPS[step - 1]} " in (DOCS / f"step{step}.md").read_text(encoding="utf-8")


@pytest.mark.filterwarnings("ignore:Version 1 of the order summary is live")
@pytest.mark.parametrize("step", range(1, 6))  # step 6 has the tables of step 5
def test_the_tables_are_drawn_as_they_are(step: int, tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    if step == 4:  # with both versions of its read model
        step3_projections.open_shop(database, in_background=False).close()
        with step4_rebuild.open_shop(database, in_background=False) as shop:
            shop.read_models.begin(2)
    else:
        importlib.import_module(f"steps.{STEPS[step - 1]}").open_shop(database).close()
    page = (DOCS / f"step{step}.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^    (\w+) \{\n(.*?)^    \}", page, re.MULTILINE | re.DOTALL)
    assert drawn
    for name, columns in drawn:
        kept = [column for file in files(database) for column in columns_of(file, name)]
        assert [" ".join(line.split()[:2]) for line in columns.splitlines()] == kept, name


def columns_of(database: Path, table: str) -> list[str]:
    """The columns of a table with their types, none where it is not in this file."""
    with closing(sqlite3.connect(database)) as connection:
        kept = connection.execute("SELECT LOWER(type) || ' ' || name FROM pragma_table_info(?)", (table,))
        return [column for (column,) in kept]


@pytest.mark.parametrize("path", sorted((DOCS / "examples").glob("?tep[12].*")), ids=lambda path: path.name)
def test_the_same_shape_runs_in_other_languages(path: Path) -> None:
    runner = shutil.which({".mjs": "node", ".java": "java"}[path.suffix])
    if runner is None:
        pytest.skip(f"what runs {path.name} is not installed")
    done = subprocess.run([runner, path], capture_output=True, text=True, check=True, timeout=60)
    assert re.findall(r"(?:totalCents|itemCount|status)\W+(\w+)", done.stdout) == ["105997", "2", "confirmed"]


def test_the_extension_is_all_that_the_markdown_needs() -> None:
    html = Markdown(extensions=["kata.docs.extension", "tables"]).convert("[[map]]")
    assert html.count("<tr>") == len(STEPS) + 1


def test_the_pages_also_build_with_zensical(tmp_path: Path) -> None:
    zensical = shutil.which("zensical", path=Path(sys.executable).parent)
    if zensical is None:
        pytest.skip("zensical is not installed")
    shutil.copyfile(ROOT / "mkdocs.yml", tmp_path / "mkdocs.yml")
    shutil.copytree(DOCS, tmp_path / "docs", ignore=shutil.ignore_patterns("vendor"))
    subprocess.run([zensical, "build", "--clean"], cwd=tmp_path, capture_output=True, check=True, timeout=120)
    assert "Step 1 must satisfy" in (tmp_path / "site" / "step1.html").read_text(encoding="utf-8")
