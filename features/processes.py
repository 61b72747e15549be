"""Processes that scenarios start, kill and never leave behind."""

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from steps.step3_projections.projector import Projector

KILLED = 1 if sys.platform == "win32" else -9
ROOT = Path(__file__).parents[1]
CRASHES = int(os.environ.get("KATA_CRASHES", "5"))  # how often each process is killed


class Processes:
    """Python modules as processes on one shop, none of which outlives the scenario."""

    def __init__(self, step_name: str, database: Path) -> None:
        self.step_name = step_name
        self.database = database
        self.all: list[subprocess.Popen[str]] = []

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "features.process", *arguments],
            cwd=ROOT,
            # or what a process forgets to flush is seen at once here, and not by others
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.all.append(process)
        return process

    def start_projector(self) -> subprocess.Popen[str]:
        return self.started(f"steps.{self.step_name}.projector", str(self.database))

    def start_crowd(self, name: str) -> subprocess.Popen[str]:
        return self.started("features.crowd", self.step_name, str(self.database), name)

    def started(self, *arguments: str) -> subprocess.Popen[str]:
        """A process, as soon as it says that it is at work."""
        process = self.start(*arguments)
        assert process.stdout
        assert process.stdout.readline(), process.communicate()[1]
        return process

    def crashes(self, projector: Projector) -> Iterator[int]:
        """Counts crashes until there were enough, and some of them came after a projector had got somewhere."""
        for crash in itertools.count(1):
            yield crash
            self.assert_none_failed()
            if crash >= CRASHES and projector.checkpoint() > 0:
                return

    def live_a_while(self, crash: int) -> None:
        """Wait for the next crash, longer each time, so that on the slowest machine some process gets somewhere."""
        time.sleep(random.uniform(0, 0.03 * crash))

    def assert_none_failed(self) -> None:
        for process in self.all:
            assert process.poll() in (None, KILLED), process.communicate()[1]

    def kill_all(self) -> None:
        for process in self.all:
            process.kill()
            process.communicate(timeout=30)
