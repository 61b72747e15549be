"""The Markdown extension: what a page writes as [[...]] becomes Markdown made from the code, the specs and their run.

On a line of its own:

    [[code step1_crud/orders.py SUMMARIES Orders.get_summary]]      source by name; without a name the whole file
    [[diff step1_crud/shop.py -> step2_handlers/shop.py]]           what changed, of a file or of a name in it
    [[folder step2_handlers]]                                       what stands in a step's folder
    [[example step1.mjs]]                                           a file of docs/examples
    [[map]] [[rules]]                                               the steps; the rules of the shop
    [[scenarios step1_crud]] [[features step1_crud]]                the specs of a step by name, or in full
    [[matrix]]                                                      all specs at a glance
    [[costs step2_handlers list commands code]]                     figures of a step beside the step before's, by name
    [[chart list]]                                                  a chart of the benchmark
    [[operations commands]] [[problems]]                            what step 6's APIs take, and how they refuse
    [[exercise step1_crud]] [[mistakes step1_crud]]                 the tasks of a step, and its gallery of mistakes

Within a line:

    [[scenario A confirmed order takes no more items]]              how a scenario fared, and the way to its text
    [[tally step1_crud]]                                            how many scenarios a step satisfies

Whatever names something that is not there stops the build.
"""

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from kata.docs import apis, changes, costs, results, specs, workshop
from kata.docs.source import ROOT, STEPS, Excerpt, Missing, excerpt, summary
from steps import STEPS as STEP_NAMES

ON_A_LINE = re.compile(r"^(?P<indent>\s*)\[\[(?P<name>[a-z]+)(?: (?P<rest>[^\]]+))?\]\]\s*$")
WITHIN_A_LINE = re.compile(r"\[\[(?P<name>[a-z]+)(?: (?P<rest>[^\]]+))?\]\]")
BEFORE_FENCES = 29  # the priority just above that of the preprocessor which takes the fenced code out


def code(rest: str) -> Iterable[str]:
    file, *symbols = rest.split()
    pieces = [excerpt(where(file), symbol) for symbol in symbols or [""]]
    return fence("python", "\n\n\n".join(piece.text for piece in pieces), pieces[0].place)


def where(file: str) -> Path:
    """A file of the repository. The steps are spoken of most, so their folder needs no naming."""
    return ROOT / file if file.startswith(("kata/", "features/")) else STEPS / file


def diff(rest: str) -> Iterable[str]:
    before, after = (named(side) for side in rest.split("->"))
    return fence("diff", changes.diff(before, after), f"{before.place} → {after.place}")


def named(side: str) -> Excerpt:
    file, _, symbol = side.strip().partition(" ")
    return excerpt(STEPS / file, symbol)


def folder(rest: str) -> Iterable[str]:
    yield "| file | what it is for | lines of code | taken over from |"
    yield "|---|---|--:|---|"
    for place, purpose, lines, borrowed in changes.folder(rest):
        steps = sorted({name.partition(".")[0] for name in borrowed})
        yield f"| `{place}` | {purpose} | {lines} | {', '.join(f'`{step}`' for step in steps)} |"


def example(rest: str) -> Iterable[str]:
    piece = excerpt(ROOT / "docs" / "examples" / rest)
    language = {"mjs": "javascript", "java": "java"}[rest.rpartition(".")[2]]
    return fence(language, piece.text, piece.place)


def steps_map(_: str) -> Iterable[str]:
    yield "| step | the one new idea |"
    yield "|---|---|"
    for number, name in enumerate(STEP_NAMES, start=1):
        yield f"| [Step {number}](step{number}.md) `{name}` | {summary(STEPS / name / '__init__.py')} |"


def rules(_: str) -> Iterable[str]:
    yield "| rule | in words | refused with |"
    yield "|--:|---|---|"
    for name, number, why in changes.rules():
        yield f"| {number} | {why} | `{name}` |"


def fence(language: str, text: str, title: str) -> Iterable[str]:
    ticks = "`" * 3
    return [f'{ticks}{language} title="{title}"', *text.splitlines(), ticks]


BLOCKS: dict[str, Callable[[str], Iterable[str]]] = {
    "code": code,
    "diff": diff,
    "folder": folder,
    "example": example,
    "map": steps_map,
    "rules": rules,
    "scenarios": specs.listing,
    "features": specs.features,
    "matrix": lambda _: specs.matrix(),
    "costs": costs.costs,
    "chart": costs.chart,
    "operations": apis.operations,
    "problems": apis.problems,
    "exercise": workshop.exercise,
    "mistakes": workshop.gallery,
}

PHRASES: dict[str, Callable[[str], str]] = {"scenario": specs.link, "tally": specs.tally}


def expand(lines: list[str]) -> Iterable[str]:
    """The lines of a page with every directive replaced. Raises Missing."""
    for line in lines:
        found = ON_A_LINE.match(line)
        if found and found["name"] in BLOCKS:
            made = "\n".join(BLOCKS[found["name"]](found["rest"] or ""))
            yield from (found["indent"] + text if text else "" for text in made.splitlines())
        else:
            yield WITHIN_A_LINE.sub(phrase, line)


def phrase(found: re.Match[str]) -> str:
    if found["name"] not in PHRASES:
        raise Missing(f"There is no directive {found[0]} that may stand there.")
    return PHRASES[found["name"]](found["rest"])


class Directives(Preprocessor):
    """Replaces the directives before anything else reads the page."""

    def run(self, lines: list[str]) -> list[str]:
        results.forget()
        return list(expand(lines))


class KataExtension(Extension):
    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802  # as Markdown calls it
        md.preprocessors.register(Directives(md), "kata", BEFORE_FENCES)


def makeExtension(**settings: Any) -> KataExtension:  # noqa: N802  # as Markdown calls it
    return KataExtension(**settings)
