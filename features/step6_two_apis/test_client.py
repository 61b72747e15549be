"""The client says what is wrong with an address or an answer, and carries every command id."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from features.opening import opener

pytest.importorskip("fastapi", reason="step 6 needs packages that are not installed")


@contextmanager
def answering(content: bytes) -> Iterator[str]:
    """The address of a service that answers so, whatever it is asked."""

    class Teller(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Teller)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(
    "url",
    [
        "127.0.0.1:8000",
        "localhost:8000",
        "ftp://localhost",
        "http://",
        "http://localhost:x",
        "http://localhost:99999",
        "http://[::1",
        "",
    ],
)
def test_what_is_no_address_of_an_api(url: str) -> None:
    from steps.step6_two_apis.client import HttpShop, ServiceFailed

    with pytest.raises(ServiceFailed, match=re.escape(f"{url!r} is no address of an API")):
        HttpShop(url)


@pytest.mark.parametrize("content", [b"<html>Welcome to the conference wifi", b""])
def test_an_answer_that_is_none(content: bytes) -> None:
    from steps.step6_two_apis.client import HttpShop, ServiceFailed

    with answering(content) as url, HttpShop(url) as shop, pytest.raises(ServiceFailed, match="was answered by 200: "):
        shop.queries.get_summary("ORD-1")


@pytest.mark.slow
@pytest.mark.parametrize("command_id", ["ключ", "two\nlines", " blank ", "50 %"])
def test_a_command_id_of_letters_that_http_does_not_carry(command_id: str, tmp_path: Path) -> None:
    from steps.step6_two_apis.shop import TwoApisShop

    with opener("step6_two_apis")(tmp_path / "shop.db") as shop:
        assert isinstance(shop, TwoApisShop)
        for _ in range(2):
            assert shop.commands.create_order("ORD-1", "CUST-1", command_id=command_id) == 1
        assert shop.commands.create_order("ORD-2", "CUST-1", command_id=command_id.strip() + "!") == 2


@pytest.mark.parametrize("command_id", ["till:7", "a b+c=d/e", "x" * 200])
def test_a_command_id_that_a_header_carries_is_the_key_itself(command_id: str) -> None:
    from steps.step6_two_apis.client import key

    assert key(command_id) == command_id


def test_a_shop_in_memory_keeps_its_folder_until_its_processes_have_ended() -> None:
    from steps.step6_two_apis.shop import LocalService, open_shop

    ended: list[bool] = []

    class Watched(LocalService):
        def __init__(self, *arguments: str) -> None:
            super().__init__(*arguments)
            self.folder = Path(arguments[arguments.index("--database") + 1]).parent

        def stop(self) -> None:
            super().stop()
            ended.append(self.folder.exists())

    with open_shop(":memory:", start=Watched):
        pass
    assert ended == [True, True, True]
