"""What HTTP costs: commands and questions through step 6's two APIs, beside the same ones within step 5's process.

Programs, each a process of its own, send a command and ask a question in turn, as fast as they are answered.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import partial
from itertools import islice
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from kata.bench.lag import WATCHED, endless
from kata.bench.measure import percentile, race
from kata.bench.results import Figure
from kata.bench.sizes import Plan
from kata.bench.workload import COMMANDS_PER_ORDER, open_step, place_order
from steps.contract import Shop
from steps.step6_two_apis.client import HttpShop
from steps.step6_two_apis.shop import TwoApisShop

WITHIN, ACROSS = 5, 6
PERCENTS = {"p50": 50, "p99": 99}
ANSWERED = "answers per second to programs"


class Taken(NamedTuple):
    """Milliseconds that each command and each question took, and how many of both were answered in a second."""

    command: list[float]
    question: list[float]
    speed: float


def measure_http(plan: Plan) -> Iterator[Figure]:
    """Milliseconds for a command and for a question, p50 and p99, and answers per second, for one program and many."""
    with TemporaryDirectory(dir=plan.folder) as folder, ExitStack() as open_shops:
        path = Path(folder) / "within.db"
        within = open_shops.enter_context(open_step(WITHIN, path))
        across = open_shops.enter_context(open_step(ACROSS, Path(folder) / "across.db"))
        assert isinstance(across, TwoApisShop)
        across.background.start()
        for shop in [within, across]:
            place_order(shop.commands, WATCHED)
            shop.settle()
        openers: dict[int, Callable[[], Shop]] = {
            WITHIN: partial(open_step, WITHIN, path),
            ACROSS: partial(HttpShop, *(api.url for api in across.apis)),
        }
        for programs in plan.sizes.writers:
            raced = {number: partial(crowd, plan, number, openers[number], programs) for number in openers}
            for number, rounds in race(raced, plan.sizes.slow_rounds).items():
                side = f"step {number}"
                for what in ["command", "question"]:
                    for named, percent in PERCENTS.items():
                        samples = [percentile(getattr(taken, what), percent) for taken in rounds]
                        yield Figure(f"a {what} of programs, {named}, ms", side, programs, samples)
                yield Figure(ANSWERED, side, programs, [taken.speed for taken in rounds])


def crowd(plan: Plan, number: int, open_shop: Callable[[], Shop], programs: int) -> Taken:
    """Let so many programs send commands and ask questions, every one as many."""
    plan.say(f"HTTP: {programs} programs, step {number}")
    context = multiprocessing.get_context("spawn")
    ready = context.Barrier(programs + 1)
    reports: Queue[tuple[list[float], list[float]]] = context.Queue()
    each = plan.sizes.placed * COMMANDS_PER_ORDER // programs
    names = [f"{time.time_ns()}-{program}" for program in range(programs)]
    processes = [
        context.Process(target=be_a_program, args=(open_shop, name, each, ready, reports), daemon=True)
        for name in names
    ]
    for process in processes:
        process.start()
    ready.wait()
    began = time.perf_counter()
    told = [reports.get(timeout=120) for _ in processes]
    took = time.perf_counter() - began
    for process in processes:
        process.join()
    commands, questions = ([one for which in told for one in which[index]] for index in range(2))
    return Taken(commands, questions, (len(commands) + len(questions)) / took)


def be_a_program(
    open_shop: Callable[[], Shop],
    name: str,
    times: int,
    ready: Barrier,
    reports: "Queue[tuple[list[float], list[float]]]",
) -> None:
    """One program: so many commands, each followed by a question about an order that is there."""
    commands: list[float] = []
    questions: list[float] = []
    with open_shop() as shop:
        ready.wait()
        for command in islice(endless(shop.commands, name), times):
            commands.append(milliseconds(command))
            questions.append(milliseconds(partial(shop.queries.get_summary, WATCHED)))
    reports.put((commands, questions))


def milliseconds(call: Callable[[], object]) -> float:
    """How long a call takes."""
    began = time.perf_counter()
    call()
    return (time.perf_counter() - began) * 1000
