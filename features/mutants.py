"""Changes the steps' code in one small place after another, and reports each change that no spec notices.

Usage: python -m features.mutants 1 2    for these steps, or without numbers for all of them

Works on copies of the repository, and takes up to an hour.
"""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from steps import STEPS

ROOT = Path(__file__).parents[1]
KEPT_OUT = [".git", ".venv", "workbench", "__pycache__", ".hypothesis", ".*_cache"]

CONFIG = """
[cosmic-ray]
module-path = "steps/{name}"
timeout = 60.0
excluded-modules = []
test-command = "{command}"
[cosmic-ray.distributor]
name = "local"
"""


def main(numbers: list[int]) -> None:
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for diffs in pool.map(survivors, numbers):
            print("\n\n".join(diffs))


def survivors(number: int) -> list[str]:
    """The changes of a step that its specs do not notice, each as a diff. Prints how many there were of how many."""
    name = STEPS[number - 1]
    folders = [f"features/{step}" for step in STEPS[:number]]
    specs = " ".join([*folders, "features/test_opening.py", "features/test_same_answers.py"])
    command = f"{sys.executable} -m pytest -x -q -p no:cacheprovider -m step{number} {specs}"
    with TemporaryDirectory() as temporary:
        copy = Path(temporary) / "kata"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*KEPT_OUT))
        (copy / "mutants.toml").write_text(CONFIG.format(name=name, command=command), encoding="utf-8")

        def cosmic_ray(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, "-m", "cosmic_ray.cli", *arguments],
                cwd=copy,
                check=True,
                stdout=subprocess.PIPE,
                text=True,
            )
            return done.stdout

        cosmic_ray("init", "mutants.toml", "mutants.sqlite")
        cosmic_ray("--verbosity", "ERROR", "exec", "mutants.toml", "mutants.sqlite")
        results = [json.loads(line)[1] for line in cosmic_ray("dump", "mutants.sqlite").splitlines()]
    survived = [result["diff"] for result in results if result and result["test_outcome"] == "survived"]
    print(f"{name}: {len(results) - len(survived)} of {len(results)} changes noticed", flush=True)
    return survived


if __name__ == "__main__":
    main([int(argument) for argument in sys.argv[1:]] or list(range(1, len(STEPS) + 1)))
