"""Checks at every save. Processes that have collected the scenarios already stand by for the next one."""

import time
from contextlib import closing
from dataclasses import replace

from rich.console import Console
from rich.text import Text
from watchfiles import PythonFilter, watch

from kata.judge import judge
from kata.runner import Runner
from kata.show import show_verdict
from kata.workbench import Bench


class Standby:
    """Runners made ahead: one to judge what was begun, one to show what comes next."""

    def __init__(self, bench: Bench, seconds: float) -> None:
        self.bench = bench
        self.seconds = seconds
        self.runners: list[Runner] = []
        self.fill()

    def fill(self) -> None:
        while len(self.runners) < 2:
            self.runners.append(Runner(self.bench.package, self.seconds, ahead=True))

    def take(self) -> Runner:
        return self.runners.pop(0)

    def close(self) -> None:
        for runner in self.runners:
            runner.close()


def keep_watching(console: Console, bench: Bench, seconds: float) -> None:
    """Show the verdict on a workbench now and after every save."""
    saves = watch(
        bench.package, watch_filter=PythonFilter(), debounce=200, step=20, rust_timeout=200, yield_on_timeout=True
    )
    next(saves)  # listens from here on, so that a save during the first verdict counts
    with closing(Standby(bench, seconds)) as standby:
        show(console, bench, standby)
        for saved in saves:
            if saved:
                show(console, bench, standby)


def show(console: Console, bench: Bench, standby: Standby) -> None:
    began = time.perf_counter()
    seen = None
    for verdict in judge(bench, standby.take):
        if seen is None or replace(verdict, is_final=seen.is_final) != seen:
            console.clear()
            show_verdict(console, verdict)
            took = f"{time.perf_counter() - began:.2f} s"
            console.print(Text(f"\n{took}. Save to check again, Ctrl-C to stop.", "dim"))
        seen = verdict
    standby.fill()
