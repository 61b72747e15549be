"""A module as a process of its own, on the same variant of a step as the process that starts it.

Usage: python -m features.process features.till step1_crud shop.db ORD-1 25
"""

import faulthandler
import runpy
import sys

from kata.variants import stand_in_here_too

LONGEST_LIFE = 60.0  # seconds, in case nobody is left to stop it


if __name__ == "__main__":
    faulthandler.dump_traceback_later(LONGEST_LIFE, exit=True)
    stand_in_here_too()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
