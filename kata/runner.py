"""Runs scenarios against a variant in a process of their own, started ahead where somebody waits for the outcome."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, ClassVar

from kata.outcomes import Frame, Outcome
from kata.variants import Place

ROOT = Path(__file__).parents[1]
SECONDS = 10.0  # that a scenario may take
HASTE = {"KATA_PATIENCE": "3", "KATA_CRASHES": "1"}  # what the specs would do at length for others


class Broken(Exception):
    """The scenarios could not be run, or not to the end. Says why."""


class Hangs(Exception):
    """A scenario took too long, and those after it were not run. Its outcome says where it was."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome)
        self.outcome = outcome


class Runner:
    """One run of a step's scenarios against a package. Made `ahead`, it warms up until it is told to run.

    `tell` is told the name of each scenario as it begins.
    """

    early: ClassVar[set[str]] = set()  # the steps whose specs import them at the top, and so before a save

    def __init__(
        self,
        package: Path,
        seconds: float = SECONDS,
        ahead: bool = False,
        tell: Callable[[str], object] = lambda _scenario: None,
    ) -> None:
        self.package = package
        self.seconds = seconds
        self.tell = tell
        self.ahead = ahead and package.name not in self.early
        self.late: Runner | None = None  # does the work where this one was too early
        # a file, as nobody reads what threads may complain of meanwhile, and a full pipe would stop the process
        self.complaints = TemporaryFile()  # noqa: SIM115  # closed by close()
        # of the scenarios' shops: on the disk, for in memory two tills are hardly ever at work at the same moment
        self.folder = TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "kata.worker", str(package), str(seconds), *(["ahead"] if self.ahead else [])],
            cwd=ROOT,
            # whoever grants more time is in no haste
            env=(HASTE if seconds <= SECONDS else {})
            | os.environ
            | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "TMPDIR": self.folder.name}
            | {"PYTHONDONTWRITEBYTECODE": ""},  # what pytest makes of the specs is kept, or every save waits for it
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.complaints,
            encoding="utf-8",
            errors="replace",
        )

    @property
    def is_too_early(self) -> bool:
        """Whether it was made ahead, and would have to begin anew."""
        return self.ahead and self.package.name in self.early

    def run(
        self, first: Sequence[str] = (), *, only: bool = False, slow: bool = False, filled: Sequence[Place] = ()
    ) -> Iterator[Outcome]:
        """The outcomes of the scenarios that `first` names, then of all others unless `only` these are wanted.

        The slow ones come last, where they are wanted. The places in `filled` are taken from the reference.
        Raises Hangs or Broken.
        """
        messages = self.messages()
        if self.ahead and next(messages)["too_early"]:
            self.early.add(self.package.name)
            with closing(Runner(self.package, self.seconds, tell=self.tell)) as self.late:
                yield from self.late.run(first, only=only, slow=slow, filled=filled)
            return
        word = {
            "first": list(first),
            "only": only,
            "slow": slow,
            "filled": [[place.file, place.name] for place in filled],
        }
        assert self.process.stdin
        print(json.dumps(word), file=self.process.stdin, flush=True)
        for message in messages:
            if "begun" in message:
                self.tell(message["begun"]["scenario"])
            if "outcome" in message:
                yield to_outcome(message["outcome"])

    def messages(self) -> Iterator[dict[str, Any]]:
        """What the process says, until it has finished. Raises Hangs or Broken."""
        begun = asdict(Outcome("", "", "importing the package and its specs"))
        assert self.process.stdout
        for line in self.process.stdout:
            message = json.loads(line)
            if "broken" in message:
                raise Broken(message["broken"])
            if "finished" in message:
                return
            begun = message.get("begun", begun)
            yield message
        self.process.wait()
        self.complaints.seek(0)
        complaint = self.complaints.read().decode(errors="replace")
        if complaint.startswith("Timeout"):
            raise Hangs(self.hanging(to_outcome(begun), complaint))
        raise Broken(complaint or f"The process ended with exit code {self.process.returncode}.")

    def hanging(self, begun: Outcome, dump: str) -> Outcome:
        """The outcome of a scenario that does not come to an end, from a dump of all threads."""
        threads = [self.frames(thread) for thread in dump.split("\n\n")]
        frames = next(filter(None, reversed(threads)), [])  # the main thread stands last, and a projector's before it
        call = f", and {frames[0].function} does not come back" if frames else ""
        return replace(
            begun,
            passed=False,
            hangs=True,
            message=f"Stopped after {self.seconds:g} s{call}.",
            frames=frames,
            trace=dump,
        )

    def frames(self, dump: str) -> list[Frame]:
        """The lines of the package that a thread was executing, the innermost last."""
        package = str(self.package).encode("ascii", "backslashreplace").decode()  # as a dump has it
        return [
            Frame(Path(file).relative_to(package).as_posix(), int(line), function)
            for file, line, function in reversed(re.findall(r'File "(.+)", line (\d+) in (.+)', dump))
            if Path(file).is_relative_to(package)
        ]

    def stop(self) -> None:
        """End a run from another thread. Whoever waits for its outcomes gets Broken."""
        for runner in (self, self.late):
            if runner:
                runner.process.kill()

    def close(self) -> None:
        self.process.kill()
        self.process.communicate()
        self.complaints.close()
        self.folder.cleanup()


def to_outcome(said: dict[str, Any]) -> Outcome:
    return Outcome(**said | {"frames": [Frame(**frame) for frame in said["frames"]]})
