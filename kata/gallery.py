"""The gallery of mistakes: what people really get wrong, why, and the scenario that catches it."""

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from rich.console import Console
from rich.text import Text

from kata.asking import MaybeGallery, console, fail
from kata.exercises import Mistake, mistakes
from kata.judge import to_the_end
from kata.runner import Runner
from kata.show import show_beside, show_failure, shown
from kata.variants import STEPS_FOLDER, reference, source, write_variant
from kata.workbench import Bench, benches
from steps import STEPS


def show_mistakes(
    step: MaybeGallery = None,
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="One mistake: its code and its failure.")] = None,
) -> None:
    """List what people really get wrong, or show one mistake.

    A mistake is shown beside the right code, with the failure of the scenario that catches it.
    """
    out = console()
    if step is not None and name is not None:
        found = [mistake for mistake in mistakes(STEPS[step - 1]) if mistake.name == name]
        if not found:
            fail(f"Step {step} has no mistake of that name. See its list: kata mistakes {step}")
        show_mistake(out, Bench(step), found[0])
        return
    for bench in [Bench(step)] if step else benches():
        out.print(Text(f"Step {bench.number}  {bench.name}", "bold"))
        for mistake in mistakes(bench.name):
            out.print(Text(f"  {mistake.name:24}", "cyan") + Text(mistake.title))
    out.print(Text("\nNext: ") + Text(f"kata mistakes {step or 'N'} NAME", "bold cyan"))


def show_mistake(out: Console, bench: Bench, mistake: Mistake) -> None:
    """Print a mistake: why people make it, its code beside the right one, and the failure of the scenario."""
    out.print(Text(mistake.title, "bold"))
    out.print(Text(f"{mistake.why}\n"))
    if mistake.page:
        out.print(Text(f"This is a decision rather than a bug: see {mistake.page}"))
        return
    with TemporaryDirectory() as temporary:
        package = write_variant(bench.name, mistake.wrong, Path(temporary))
        for change in mistake.wrong:
            wrong = source((package / change.place.file).read_text(encoding="utf-8"), change.place)
            right = source(reference(bench.name, change.place.file), change.place)
            its_path = shown(STEPS_FOLDER / bench.name / change.place.file)
            show_beside(out, ("the mistake", wrong), (f"the reference: {its_path}", right))
        if not mistake.can_be_caught:
            out.print(Text(f"What catches it: {mistake.caught_by}. It needs a server, which {mistake.needs} brings:"))
            out.print(Text('python -m pip install -c constraints.txt -e ".[stores,servers]"', "bold cyan"))
            return
        with closing(Runner(package)) as runner:
            outcomes = to_the_end(runner.run([mistake.caught_by], only=True, slow=bool(mistake.needs)))
            failure = next((outcome for outcome in outcomes if not outcome.passed), None)
    if failure is None:
        fail(f"The scenario does not catch it this time: {mistake.caught_by}")
    out.print(Text("What catches it:"))
    show_failure(out, failure)
