"""A module as a process of its own, on the same variant of a step as the process that starts it, and in haste.

Usage: python -m features.process features.till step1_crud shop.db ORD-1 25
"""

import faulthandler
import runpy
import sqlite3
import sys
from functools import partial
from unittest.mock import patch

from features.haste import HastyConnection
from kata.variants import stand_in_here_too

LONGEST_LIFE = 60.0  # seconds, in case nobody is left to stop it


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LONGEST_LIFE, exit=True)
    stand_in_here_too()
    del sys.argv[0]
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=HastyConnection)):
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
