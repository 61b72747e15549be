"""The learner's loop: how long it takes to see whether a change is right, and how long all checks together take."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from kata.bench.measure import Measurement, race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from steps import STEPS

ROOT = Path(__file__).parents[2]
RED, GREEN = "kata watch, still red", "kata watch, green so far"
LOOP = {way: f"from a save to the result of {way}, s" for way in [RED, GREEN, "kata check", "pytest", "make test"]}
WHOLE = [["pytest"], ["mypy"], ["ruff", "check"], ["ruff", "format", "--check"]]
OPEN = "Yours to write"
READY = "Save to check again"


def measure_loop(plan: Plan) -> Iterator[Figure]:
    """Seconds from saving a file to the result, by every way to get one, for each step.

    The workbench is as a learner has it before the first task, where its first scenario fails, and after it, where
    those pass that say soonest that it is done.
    """
    if not plan.sizes.saves:
        return
    for number in plan.steps:
        plan.say(f"the learner's loop of step {number}")
        with TemporaryDirectory(dir=plan.folder) as folder:
            environment = os.environ | {"KATA_WORKBENCH": folder}
            saved = Path(folder) / STEPS[number - 1] / "__init__.py"
            watch = partial(seconds_of_watch, number, saved, environment)
            seconds(["kata", "start", str(number)], environment)
            yield Figure(LOOP[RED], f"step {number}", 0, race({RED: watch}, plan.sizes.saves)[RED])
            seconds(["kata", "solve", str(number), "1"], environment)
            raced: dict[str, Measurement] = {
                GREEN: watch,
                "kata check": partial(seconds, ["kata", "check", str(number)], environment),
            }
            for way, samples in race(raced, plan.sizes.saves).items():
                yield Figure(LOOP[way], f"step {number}", 0, samples)
            # once, as it takes long
            yield Figure(LOOP["pytest"], f"step {number}", 0, [seconds(["pytest", "-q", "-m", f"step{number}"])])
    plan.say("the whole of the checks")
    yield Figure(LOOP["make test"], "all steps", 0, [sum(map(seconds, WHOLE))])


def seconds(command: Sequence[str], environment: dict[str, str] | None = None) -> float:
    """How long a module of this Python runs, whatever it finds."""
    began = time.perf_counter()
    subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment, check=False, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


def seconds_of_watch(number: int, saved: Path, environment: dict[str, str]) -> float:
    """Seconds from a save until `kata watch` shows what has become of the task begun last."""
    command = [sys.executable, "-m", "kata", "watch", str(number)]
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as watching:
        assert watching.stdout
        until(OPEN, watching.stdout)  # the other scenarios have run, too
        until(READY, watching.stdout)
        time.sleep(2)  # as a learner would; what stands by for the next save is getting ready meanwhile
        began = time.perf_counter()
        saved.write_text(saved.read_text(encoding="utf-8") + "\n", encoding="utf-8")
        until(READY, watching.stdout)
        took = time.perf_counter() - began
        watching.terminate()
    return took


def until(text: str, lines: Iterator[str]) -> None:
    for line in lines:
        if text in line:
            return
    raise RuntimeError("kata watch ended")
