"""The `kata` command."""

import typer
from rich.console import Console

from kata.bench.command import measure
from kata.tour import show_step
from steps import STEPS

app = typer.Typer(no_args_is_help=True, add_completion=False)
app.command("bench")(measure)


@app.callback()
def kata() -> None:
    """Learn CQRS by building one shop again and again, each time with one new idea."""


@app.command()
def tour(step: int = typer.Option(0, min=0, max=len(STEPS), help="Show this step alone.", show_default="all")) -> None:
    """Place one order in every step's shop, and show what each keeps and who answers."""
    console = Console(highlight=False)
    for number, name in enumerate(STEPS, start=1):
        if step in {0, number}:
            show_step(console, number, name)


if __name__ == "__main__":
    app()
