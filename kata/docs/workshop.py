"""A step's exercise and its gallery of mistakes as Markdown, from the manifests that the workshop itself uses."""

from collections.abc import Iterator
from pathlib import PurePath
from textwrap import indent

from kata.docs.changes import diff
from kata.docs.source import STEPS, Excerpt, Missing
from kata.docs.specs import link
from kata.exercises import Mistake, mistakes, tasks
from kata.variants import Change, definition, reference, rewritten, source
from steps import STEPS as STEP_NAMES

NOT_IN_A_PAGE = {"step6_two_apis"}  # the playground finds out by itself, and a test holds this to it


def exercise(step: str) -> Iterator[str]:
    """The tasks of a step, and how to begin."""
    listed = tasks(step)
    if not listed:
        raise Missing(f"There is no exercise for {step}.")
    number = STEP_NAMES.index(step) + 1
    yield f"{len(listed)} tasks, about {sum(task.minutes for task in listed)} minutes in all:\n"
    yield "| task | minutes | what to do |"
    yield "|---|--:|---|"
    yield from (f"| {task.title} | {task.minutes} | {' '.join(task.do.split())} |" for task in listed)
    if step in NOT_IN_A_PAGE:
        yield "\nIt takes processes and a network, which a page has not. So do it on your own machine:\n"
    else:
        yield "\nDo it here, in the [playground](playground.md), or on your own machine:\n"
    yield f"    kata start {number}     lay the step out in workbench/, with these tasks open"
    yield f"    kata watch {number}     run the specs at every save"
    yield f"    kata hint {number}      a gentle hint first, a plain one last"


def gallery(step: str) -> Iterator[str]:
    """The mistakes of a step: why people make each, what it looks like, and what catches it."""
    listed = mistakes(step)
    if not listed:
        raise Missing(f"There are no mistakes listed for {step}.")
    for mistake in listed:
        yield f'??? failure "{mistake.title.replace(chr(34), "&quot;")}"\n'
        yield indent("\n".join(about(step, mistake)), "    ")
        yield ""


def about(step: str, mistake: Mistake) -> Iterator[str]:
    yield f"{mistake.why}\n"
    for change in mistake.wrong:
        yield f'```diff title="steps/{step}/{change.place.file}: {change.place.name}"'
        yield mistaken(step, change)
        yield "```\n"
    if mistake.caught_by:
        yield f"Caught by {link(mistake.caught_by)}."
    else:
        yield f"No spec can catch this, for it is a decision. [Here is how to decide]({PurePath(mistake.page).name})."


def mistaken(step: str, change: Change) -> str:
    """What the mistake changes, as a diff of the whole place."""
    right = reference(step, change.place.file)
    wrong = rewritten(right, change)
    line = definition(right, change.place).lineno
    path = STEPS / step / change.place.file
    before, after = (Excerpt(path, line, source(text, change.place)) for text in (right, wrong))
    return diff(before, after)
