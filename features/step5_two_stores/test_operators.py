"""The operator's commands on real servers, and the one that starts them."""

import re
import signal
import subprocess
import sys

import pytest

from features.processes import ROOT
from features.step5_two_stores.places import Servers
from steps.step5_two_stores.opening import open_commands

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
