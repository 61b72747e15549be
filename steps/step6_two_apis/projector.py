"""The projector as a service: step 5's loop, and beside it a small server that tells how far it is behind."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from steps.contract import ShopError
from steps.step3_projections.projector import Lag


@contextmanager
def telling(lag: Callable[[], Lag], port: int) -> Iterator[str]:
    """Tell the lag to whoever asks, on threads of their own. Yields the address."""

    class Teller(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                status, said = 200, json.dumps(asdict(lag()))
            except ShopError as error:  # a database that can't be reached: what is not known is not called 0
                status, said = 503, json.dumps({"detail": str(error)})
            content = said.encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Say nothing of each question."""

    server = ThreadingHTTPServer(("127.0.0.1", port), Teller)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, name="lag", daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
