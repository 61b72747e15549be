"""The shop's processes: each of the two APIs, the projector between them, or all three at once."""

import argparse
import errno
import signal
import socket
import sys
import threading
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from steps.contract import ShopError
from steps.step5_two_stores.opening import open_commands, open_projector, open_queries, urls

if TYPE_CHECKING:
    from fastapi import FastAPI

    from steps.step3_projections.projector import Lag

LONGEST_GOODBYE = 5  # seconds for answers that are on their way when a service is told to stop


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m steps.step6_two_apis", description=__doc__)
    parser.add_argument("service", choices=RUN, help="which process to be, or the whole shop, each on a free port")
    parser.add_argument(
        "--database",
        help="the shop's file (default: shop.db for the whole shop, else the shop at KATA_WRITE_URL and KATA_READ_URL)",
    )
    parser.add_argument("--port", type=port, default=0, help="where to listen on this machine (default: any free port)")
    parser.add_argument("--queries", default="", help="the query API's address, which command answers point to")
    parser.add_argument("--projector", default="", help="the projector's address, which the query API asks for the lag")
    arguments = parser.parse_args()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: sys.exit())
    try:
        RUN[arguments.service](arguments)
    except ShopError as error:
        sys.exit(str(error))
    except OSError as error:
        if error.errno not in {errno.EADDRINUSE, errno.EACCES}:
            raise
        sys.exit(f"Can't listen on port {arguments.port}: {error.strerror}. Name another, or none to get a free one.")


def port(text: str) -> int:
    """The number of a port. Raises ValueError."""
    if int(text) in range(2**16):
        return int(text)
    raise ValueError


def run_commands(arguments: argparse.Namespace) -> None:
    from steps.step6_two_apis.commands_api import create_app

    write_url, _, _ = urls(arguments.database)
    open_side = partial(open_commands, write_url)
    with open_side():  # once ahead, or what can't be opened is told at the first command only
        pass
    serve("commands", create_app(open_side, arguments.queries), arguments.port)


def run_queries(arguments: argparse.Namespace) -> None:
    from steps.step6_two_apis.lag import asking
    from steps.step6_two_apis.queries_api import create_app

    _, read_url, search_url = urls(arguments.database)
    with open_queries(read_url, search_url) as queries:
        serve("queries", create_app(queries, asking(arguments.projector)), arguments.port)


def run_projector(arguments: argparse.Namespace) -> None:
    from steps.step6_two_apis.projector import telling

    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    open_side = partial(open_projector, *urls(arguments.database))

    def lag() -> "Lag":
        with open_side() as projector:  # one for each question, for a connection belongs to one thread
            return projector.lag()

    with open_side() as projector, telling(lag, arguments.port) as address:
        print(f"The shop's projector: {address}/lag tells how far it is behind. Ctrl-C stops.", flush=True)
        projector.run(stop)


def run_shop(arguments: argparse.Namespace) -> None:
    from steps.step6_two_apis.shop import open_shop

    with open_shop(arguments.database or "shop.db") as shop:
        commands, queries = (api.url for api in shop.apis)
        pages = f"Commands  {commands}/docs\nQueries   {queries}/docs\nGraphQL   {queries}/graphql/page"
        print(f"{pages}\nCtrl-C stops all of them.", flush=True)
        threading.Event().wait()


RUN: dict[str, Callable[[argparse.Namespace], None]] = {
    "commands": run_commands,
    "queries": run_queries,
    "projector": run_projector,
    "shop": run_shop,
}


def serve(name: str, app: "FastAPI", port: int) -> None:
    """Answer requests on this port of the loopback, until told to stop."""
    import uvicorn

    # its protocol in full, or asyncio leaves out TCP_NODELAY, and each answer waits 40 ms for an acknowledgement
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"

        class Server(uvicorn.Server):
            async def startup(self, sockets: list[socket.socket] | None = None) -> None:
                await super().startup(sockets)
                # only now, when it listens to signals as well
                print(f"The shop's {name}: {address} (to try it: {address}/docs). Ctrl-C stops.", flush=True)

        config = uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=LONGEST_GOODBYE)
        Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
