"""Whether this machine is ready for the workshop, and how to mend what is not."""

import importlib.metadata
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import uuid4

from kata.runner import ROOT, Broken, Hangs, Runner
from kata.variants import STEPS_FOLDER
from kata.workbench import folder
from steps import STEPS

INSTALL = 'python -m pip install -c constraints.txt -e ".[dev,apis]"'


@dataclass(frozen=True, slots=True)
class Finding:
    """What was looked at, whether it is well, and how to mend it otherwise."""

    what: str
    is_well: bool
    mend: str


def examine() -> Iterator[Finding]:
    """The findings, one for each thing that the workshop needs."""
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding(f"Python {version}", sys.version_info >= (3, 11), "Install Python 3.11 or newer, and set up anew.")
    yield finding(
        f"SQLite {sqlite3.sqlite_version}",
        share_memory,
        "It can't share a database in memory, as 3.36 and newer can. Install a newer Python: it brings its own SQLite.",
    )
    for place in (folder().parent, Path(tempfile.gettempdir())):
        yield finding(
            f"SQLite in {place}",
            partial(write_ahead, place),
            "It can't keep a write-ahead log there. Use a folder of your own, on a disk of this machine.",
        )
    yield finding("the packages", installed, f"Install them: {INSTALL}")
    yield Finding(
        f"the specs in {ROOT}", (ROOT / "features").is_dir(), f"Install from a clone of the repository: {INSTALL}"
    )
    yield finding(
        "one scenario, run", run_one, f"Send the facilitator this output. Installing again may help: {INSTALL}"
    )


def finding(what: str, attempt: Callable[[], str | None], mend: str) -> Finding:
    """What came of an attempt: its complaint, if it has one, joins the way to mend it."""
    try:
        complaint = attempt()
    except Exception as error:  # whatever it is, the learner wants to be told
        complaint = f"{type(error).__name__}: {error}"
    return Finding(what, complaint is None, f"{complaint}. {mend}")


def share_memory() -> str | None:
    address = f"file:/{uuid4()}?vfs=memdb"
    with closing(sqlite3.connect(address, uri=True)) as one, closing(sqlite3.connect(address, uri=True)) as other:
        one.execute("CREATE TABLE shared (number)")
        other.execute("SELECT number FROM shared")
    return None


def write_ahead(place: Path) -> str | None:
    with (
        tempfile.TemporaryDirectory(dir=place) as trial,
        closing(sqlite3.connect(Path(trial) / "trial.db")) as connection,
    ):
        (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
    return None if mode == "wal" else f"SQLite chose {mode!r}"


def installed() -> str | None:
    from packaging.requirements import Requirement  # pytest brings it

    for line in importlib.metadata.requires("cqrs-kata") or []:
        wanted = Requirement(line)
        if wanted.marker is None or wanted.marker.evaluate({"extra": "dev"}):
            version = importlib.metadata.version(wanted.name)
            if version not in wanted.specifier:
                return f"{wanted.name} is {version}, and should be {wanted.specifier}"
    return None


def run_one() -> str | None:
    with closing(Runner(STEPS_FOLDER / STEPS[0])) as runner:
        try:
            outcomes = list(runner.run(["A laptop and two mice"], only=True))
        except (Broken, Hangs) as error:
            return str(error).strip()
    return None if outcomes and all(outcome.passed for outcome in outcomes) else "It fails"
