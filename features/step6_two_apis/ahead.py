"""What can be done for the scenarios before the package is known: a process gets ready to fork their services."""

import os

from features.warm import line

if hasattr(os, "fork"):
    line()
