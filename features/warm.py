"""Servers for scenarios in no time: a process that has imported what servers need forks one for each that is started.

Usage, by `WarmService` alone: python -m features.warm SOCKET
"""

from __future__ import annotations

import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import threading
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile

from kata.variants import VARIANT, stand_in_here_too

ROOT = Path(__file__).parents[1]
# not the command API: a process that answers questions has none of its code
OWN = ["steps.step5_two_stores.sqlite_store", "steps.step6_two_apis.queries_api"]
OF_OTHERS = [
    "argparse",
    "fastapi",
    "fastapi_swagger",
    "prometheus_client",
    "sqlite3",
    "strawberry.fastapi",
    "uvicorn.lifespan.on",
    "uvicorn.loops.auto",
    "uvicorn.protocols.http.auto",
]


class WarmService:
    """A process of a shop, as steps.step6_two_apis.shop.LocalService, forked from the process that is warm."""

    def __init__(self, *arguments: str) -> None:
        from steps.step1_crud.database import CannotOpen
        from steps.step6_two_apis.shop import MODULE, url_in

        said, its_end = os.pipe()
        with TemporaryFile() as complaints:
            self.pid = fork_one(json.dumps([MODULE, *arguments]), its_end, complaints.fileno())
            os.close(its_end)
            self.said = os.fdopen(said, encoding="utf-8")
            greeting = self.said.readline()
            if not greeting:
                self.said.close()
                complaints.seek(0)
                raise CannotOpen(complaints.read().decode(errors="replace").strip())
        self.url = url_in(greeting)

    def stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)  # quicker than a word, and a crash loses nothing
        self.said.read()  # to its end, which is the process's
        self.said.close()


@cache
def line() -> socket.socket:
    """The line to the process that is warm, started now or with the first service."""
    ours, its = socket.socketpair(socket.AF_UNIX)
    with its:
        process = subprocess.Popen(
            [sys.executable, "-m", "features.warm", str(its.fileno())],
            cwd=ROOT,
            pass_fds=[its.fileno()],
            start_new_session=True,
        )

    @atexit.register
    def hang_up() -> None:
        ours.close()
        process.wait()

    return ours


one_at_a_time = threading.Lock()


def fork_one(arguments: str, out: int, err: int) -> int:
    """The id of a new process that runs a module on these arguments, and writes there."""
    word = json.dumps([str(Path.cwd()), os.environ.get(VARIANT), arguments]).encode()
    with one_at_a_time:
        socket.send_fds(line(), [word], [out, err])
        return int(line().recv(100))


def import_all(names: list[str]) -> None:
    for name in names:
        with contextlib.suppress(Exception):  # the service that imports it says what is wrong with it
            importlib.import_module(name)


def main(number: int) -> None:
    import_all(OF_OTHERS)
    is_ready = False
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody asks how a service ended
    heard = socket.socket(fileno=number)
    while True:
        word, files, _, _ = socket.recv_fds(heard, 65536, 2)
        if not word:  # whoever wanted services is gone, and they go too
            os.killpg(0, signal.SIGKILL)
        folder, variant, arguments = json.loads(word)
        if not is_ready:
            if variant:
                os.environ[VARIANT] = variant
                stand_in_here_too()
            import_all(OWN)
            gc.freeze()
            is_ready = True
        pid = os.fork()
        if not pid:
            heard.close()
            be(folder, arguments, *files)
        heard.send(str(pid).encode())
        for file in files:
            os.close(file)


def be(folder: str, arguments: str, out: int, err: int) -> None:
    """Become the service."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.close(out)
    os.close(err)
    os.chdir(folder)
    sys.argv[:] = json.loads(arguments)
    try:
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    except SystemExit as end:
        if isinstance(end.code, str):
            print(end.code, file=sys.stderr)
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(0)


if __name__ == "__main__":
    main(int(sys.argv[1]))
