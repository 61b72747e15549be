"""Step 6's shop: three processes, a command API, a query API and a projector, and a client that speaks HTTP to them."""

import re
import subprocess
import sys
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Protocol
from urllib.parse import urlsplit

from steps.step1_crud.database import CannotOpen
from steps.step6_two_apis.client import HttpShop

MODULE = "steps.step6_two_apis"


class Service(Protocol):
    """A process of the shop."""

    url: str

    def stop(self) -> None: ...


class LocalService:
    """A process of the shop on this machine, on a free port. Raises CannotOpen where it does not start."""

    def __init__(self, *arguments: str) -> None:
        # a file, for nobody reads what the process may complain of meanwhile, and a full pipe would stop it
        with TemporaryFile() as complaints:
            self.process = subprocess.Popen(
                [sys.executable, "-m", MODULE, *arguments], stdout=subprocess.PIPE, stderr=complaints, text=True
            )
            assert self.process.stdout
            try:
                greeting = self.process.stdout.readline()
            except BaseException:  # told to stop before it has started
                self.stop()
                raise
            if not greeting:
                self.stop()
                complaints.seek(0)
                raise CannotOpen(complaints.read().decode(errors="replace").strip())
        self.url = url_in(greeting)

    def stop(self) -> None:
        """Let it finish what it is at, and end it."""
        self.process.terminate()
        self.process.communicate()


def url_in(greeting: str) -> str:
    """The address that a service says it can be reached at, nothing for a projector."""
    found = re.search(r"http://\S+", greeting)
    return found[0] if found else ""


class Background:
    """The projector's process, which may be stopped and started again while the shop is open."""

    def __init__(self, start: Callable[..., Service], database: str) -> None:
        self._start = partial(start, "projector", "--database", database)
        self._service: Service | None = self._start()
        self.url = self._service.url

    def start(self) -> None:
        """Follow the log from now on."""
        # at the same port, for the query API knows it by that
        self._service = self._service or self._start("--port", str(urlsplit(self.url).port))

    def stop(self) -> None:
        """Finish the batch at hand, and follow the log no longer."""
        if self._service:
            self._service.stop()
            self._service = None


class TwoApisShop(HttpShop):
    """A shop with processes of its own, which end when it is closed."""

    def __init__(self, database: str, start: Callable[..., Service]) -> None:
        with ExitStack() as services:
            self.background = Background(start, database)  # the first, for it lays out what the others open
            services.callback(self.background.stop)
            queries = start("queries", "--database", database, "--projector", self.background.url)
            services.callback(queries.stop)
            commands = start("commands", "--database", database, "--queries", queries.url)
            services.callback(commands.stop)
            super().__init__(commands.url, queries.url)
            self.wait_until_ready()
            self.services = services.pop_all()

    def close(self) -> None:
        super().close()
        self.services.close()


def open_shop(
    database: str | Path, *, in_background: bool = True, start: Callable[..., Service] = LocalService
) -> TwoApisShop:
    """Start the processes of the shop in this file. Raises CannotOpen.

    In ":memory:", which no two processes share, stands for a folder that is gone when the shop is closed.
    """
    with ExitStack() as folder:
        if str(database) == ":memory:":
            database = Path(folder.enter_context(TemporaryDirectory())) / "shop.db"
        shop = TwoApisShop(str(database), start)
        folder.push(shop.services)  # whose processes end before the folder goes
        shop.services = folder.pop_all()
    if not in_background:
        shop.background.stop()
    return shop
