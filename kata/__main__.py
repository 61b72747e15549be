"""The `kata` command."""

import sys
from io import TextIOWrapper

import typer
from rich.text import Text

from kata.asking import console, verdict_on
from kata.bench.command import measure
from kata.doctor import examine
from kata.gallery import show_mistakes
from kata.learner import check, diff, hint, reset, solve, start, watch
from kata.show import show_tasks
from kata.tour import show_step
from kata.workbench import benches
from steps import STEPS

app = typer.Typer(add_completion=False, rich_markup_mode=None)
for command in (start, check, watch, hint, diff, solve, reset):
    app.command()(command)
app.command("mistakes")(show_mistakes)
app.command("bench")(measure)


@app.callback(invoke_without_command=True)
def kata(context: typer.Context) -> None:
    """Learn CQRS by building one shop again and again, each time with one new idea.

    Without a command: the board, which shows every step, what you have done of it, and what to type next.
    """
    if context.invoked_subcommand is None:
        board()


def board() -> None:
    """Show every step and its tasks, ticked by the specs, and the command to type next."""
    out = console()
    following = ""
    for bench in benches():
        out.print(Text(f"Step {bench.number}  {bench.name}", "bold"))
        if not bench.is_there:
            out.print(
                Text(f"  {len(bench.tasks())} tasks, {sum(task.minutes for task in bench.tasks())} minutes", "dim")
            )
            continue
        verdict = verdict_on(bench)
        show_tasks(out, verdict)
        if verdict.trouble:
            out.print(Text("  The specs can't be run.", "red"))
        if not verdict.is_all_done:
            following = following or f"kata check {bench.number}"
    unstarted = [bench for bench in benches() if not bench.is_there]
    if not following:
        following = f"kata start {unstarted[0].number}" if unstarted else "kata mistakes"
    out.print(Text("\nNext: ") + Text(following, "bold cyan"))


@app.command()
def doctor() -> None:
    """Check that this machine is ready for the workshop.

    What is not is named, with the way to mend it.
    """
    out = console()
    findings = []
    for finding in examine():
        findings.append(finding)
        if finding.is_well:
            out.print(Text(f"✓ {finding.what}", "green"))
        else:
            out.print(Text(f"✗ {finding.what}", "bold red"), Text(f"  {finding.mend}"), sep="\n")
    if not all(finding.is_well for finding in findings):
        raise typer.Exit(1)
    out.print(Text("\nAll is well. Next: ") + Text("kata", "bold cyan"))


@app.command()
def tour(step: int = typer.Option(0, min=0, max=len(STEPS), help="Show this step alone.", show_default="all")) -> None:
    """Place one order in every step's shop.

    Shows what each step keeps, and who answers.
    """
    out = console()
    for number, name in enumerate(STEPS, start=1):
        if step in {0, number}:
            show_step(out, number, name)


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a console that knows no ticks gets question marks, not an error
    app()


if __name__ == "__main__":
    main()
