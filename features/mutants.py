"""Changes the steps' code in one small place after another, and reports each change that no spec notices and
`unnoticed.md` does not list.

Usage: python -m features.mutants 1 2    for these steps, or without numbers for all of them

Works on copies of the repository, and takes about an hour for each step from 3 on. What proves nothing is left out:
what can't even be imported, a `|` between types, and an operator that nobody would write by mistake, such as `<<` for
`+`.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from features.unnoticed import is_listed
from steps import STEPS

ROOT = Path(__file__).parents[1]
KEPT_OUT = [".git", ".venv", "workbench", "node_modules", "site", "__pycache__", ".hypothesis", ".*_cache"]

OPTIONS = "-x -q -p no:cacheprovider -o faulthandler_timeout=30 -o faulthandler_exit_on_timeout=true"
CONFIG = """
[cosmic-ray]
module-path = "{module}"
timeout = 300.0
excluded-modules = []
test-command = "{command}"
[cosmic-ray.distributor]
name = "local"
[cosmic-ray.filters.operators-filter]
exclude-operators = [
    "core/ReplaceBinaryOperator_BitOr_.*",
    "core/ReplaceBinaryOperator_.*_(Pow|Mod|FloorDiv|LShift|RShift|BitAnd|BitOr|BitXor)",
    "core/ReplaceComparisonOperator_(Eq|NotEq|Lt|LtE|Gt|GtE)_Is",
]
"""


def main(numbers: list[int]) -> bool:
    """Whether every change is noticed or listed."""
    unlisted = []
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        runs = {number: pool.map(partial(results, number), modules(number)) for number in numbers}
        for number, run in runs.items():
            found = [result for of_module in run for result in of_module]
            survived = [result["diff"] for result in found if result["test_outcome"] == "survived"]
            left = [diff for diff in survived if not is_listed(diff)]
            print(f"{STEPS[number - 1]}: {len(found) - len(survived)} of {len(found)} changes noticed.", end=" ")
            print(
                f"Of the others, {len(survived) - len(left)} are listed in features/unnoticed.md, {len(left)} are not."
            )
            print("\n\n".join(left), flush=True)
            unlisted += left
    return not unlisted


def modules(number: int) -> list[Path]:
    """The modules of a step, the largest first."""
    found = (ROOT / "steps" / STEPS[number - 1]).rglob("*.py")
    return sorted(found, key=lambda path: path.stat().st_size, reverse=True)


def results(number: int, module: Path) -> list[dict[str, Any]]:
    """What became of each change to a module, by the judgement of its step's specs."""
    folders = [f"features/{step}" for step in reversed(STEPS[:number])]
    specs = " ".join([*folders, *(f"features/test_{name}.py" for name in ("opening", "same_answers", "house"))])
    command = f"{sys.executable} -m pytest {OPTIONS} -m step{number} {specs}"
    config = CONFIG.format(module=module.relative_to(ROOT).as_posix(), command=command)
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / "kata"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*KEPT_OUT))
        (copy / "mutants.toml").write_text(config, encoding="utf-8")

        def run(module: str, *arguments: str) -> str:
            command = [sys.executable, "-m", f"cosmic_ray.{module}", *arguments]
            # without a cache of compiled modules, which misses a second change within one second
            uncached = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"}
            return subprocess.run(
                command, cwd=copy, env=uncached, check=True, stdout=subprocess.PIPE, encoding="utf-8"
            ).stdout

        run("cli", "init", "mutants.toml", "mutants.sqlite")
        run("tools.filters.operators_filter", "mutants.sqlite", "mutants.toml")
        run("cli", "--verbosity", "ERROR", "exec", "mutants.toml", "mutants.sqlite")
        dumped = [json.loads(line)[1] for line in run("cli", "dump", "mutants.sqlite").splitlines()]
    return [result for result in dumped if result["test_outcome"] and result["output"].strip()]


if __name__ == "__main__":
    sys.exit(not main([int(argument) for argument in sys.argv[1:]] or list(range(1, len(STEPS) + 1))))
