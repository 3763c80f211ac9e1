"""Runs the command line as `python -m plimsoll`."""

import sys

from plimsoll._cli.main import main

if __name__ == "__main__":
    sys.exit(main())
