"""The operator's commands on several stores, and the one that starts servers for them."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from features.processes import ROOT
from features.step5_two_stores.places import Servers
from steps.step5_two_stores.opening import open_commands, open_projector
from steps.step5_two_stores.rebuild import rebuild

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "steps.step5_two_stores"]


def run(command: str) -> list[str]:
    ran = subprocess.run([*COMMAND, command], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60)
    return ran.stdout.splitlines()


@pytest.mark.skipif(sys.platform == "win32", reason="there is no Valkey for Windows")
def test_one_command_starts_both_servers_and_says_what_to_set(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert servers.postgres.url, "or there are no servers to be had"
    with subprocess.Popen([*COMMAND, "servers"], cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            said = ""
            while "Ctrl-C" not in said:
                line = process.stdout.readline()
                assert line, said
                said += line
            urls = dict(re.findall(r"export (KATA_\w+)='(.+)'", said))
            assert set(urls) == {"KATA_WRITE_URL", "KATA_READ_URL", "KATA_SEARCH_URL"}
            for name, url in urls.items():
                monkeypatch.setenv(name, url)
            with open_commands(urls["KATA_WRITE_URL"]) as commands:
                commands.create_order("ORD-1", "CUST-1")
            built = [line for line in run("rebuild") if "events" not in line]
            live = "Version 2 is live."
            assert built == [f"In {urls['KATA_READ_URL']}:", live, f"In {urls['KATA_SEARCH_URL']}:", live]
            assert run("status").count("      2  live               1              0   100%") == 2
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0


def test_a_rebuild_that_was_stopped_between_two_stores_goes_on_with_the_second(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_url, read_url, search_url = (str(tmp_path / name) for name in ("write.db", "read.db", "search.db"))
    monkeypatch.setenv("KATA_WRITE_URL", write_url)
    monkeypatch.setenv("KATA_READ_URL", read_url)
    monkeypatch.setenv("KATA_SEARCH_URL", search_url)
    with open_commands(write_url) as commands:
        commands.create_order("ORD-1", "CUST-1")
    with open_projector(write_url, read_url, search_url) as projector:
        for read_models in projector.read_models:
            rebuild(read_models, lambda *_: None, version=1)
        rebuild(projector.read_models[0], lambda *_: None)
    again = subprocess.run([*COMMAND, "rebuild"], cwd=ROOT, check=False, capture_output=True, text=True, timeout=60)
    assert again.returncode == 1
    assert "Version 2 is built, and live." in again.stderr
    assert run("status").count("      2  live               1              0   100%") == 2
