"""Checks at every save. Processes that have collected the scenarios already stand by for the next one.

A save ends the check that is still running: what it would say is about a text that is gone.
"""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Event

from rich.console import Console
from rich.text import Text
from watchfiles import PythonFilter, watch

from kata.judge import judge
from kata.runner import Runner
from kata.show import show_running, show_verdict
from kata.workbench import Bench


class Standby:
    """Runners made ahead: one to judge what was begun, one to show what comes next."""

    def __init__(self, bench: Bench, seconds: float) -> None:
        self.bench = bench
        self.seconds = seconds
        self.runners: list[Runner] = []
        self.running: Runner | None = None
        self.tell: Callable[[str], object] = lambda _scenario: None
        self.fill()

    def fill(self) -> None:
        for runner in [runner for runner in self.runners if runner.is_too_early]:
            self.runners.remove(runner)
            runner.close()
        while len(self.runners) < 2:
            self.runners.append(Runner(self.bench.package, self.seconds, ahead=True))

    def take(self) -> Runner:
        self.running = self.runners.pop(0)
        self.running.tell = self.tell
        return self.running

    def interrupt(self) -> None:
        if self.running:
            self.running.stop()

    def close(self) -> None:
        for runner in self.runners:
            runner.close()


is_python = PythonFilter()


def keep_watching(console: Console, bench: Bench, seconds: float) -> None:
    """Show the verdict on a workbench now and after every save."""
    saves = watch(
        bench.package.parent,  # the package itself may be replaced, as `kata reset` does
        watch_filter=lambda change, path: is_python(change, path) and bench.name in Path(path).parts,
        debounce=200,
        step=20,
        rust_timeout=200,
        yield_on_timeout=True,
    )
    next(saves)  # listens from here on, so that a save during the first verdict counts
    with closing(Standby(bench, seconds)) as standby, ThreadPoolExecutor(1) as pool:
        stale = Event()
        showing = pool.submit(show, console, bench, standby, stale)
        try:
            for saved in saves:
                if saved:
                    stale.set()
                    standby.interrupt()
                if saved or showing.done():
                    showing.result()
                if saved:
                    stale = Event()
                    showing = pool.submit(show, console, bench, standby, stale)
        finally:
            stale.set()
            standby.interrupt()


def show(console: Console, bench: Bench, standby: Standby, stale: Event) -> None:
    """Show which scenario is running, the verdict as soon as there is one, and a later one that says more, unless it is
    stale by then.
    """
    began = time.perf_counter()
    seen = None
    with show_running(console, bench.number) as standby.tell, closing(judge(bench, standby.take)) as verdicts:
        for verdict in verdicts:
            if stale.is_set():
                break
            if seen is None or verdict.is_all_done or replace(verdict, is_final=seen.is_final) != seen:
                console.clear()
                show_verdict(console, verdict)
                took = f"{time.perf_counter() - began:.2f} s"
                console.print(Text(f"\n{took}. Save to check again, Ctrl-C to stop.", "dim"))
            seen = verdict
    standby.fill()
