"""What runs in this app beside the app itself: set-up, development, production, doctor, smoke test.

Each is a command: `python -m hooks.setup --help`. The Makefile calls them. `setup` and `doctor`
need nothing but Python, since they run before anything is installed.
"""

import sys

# Python 3.8 must be able to read this file: who has an old one should learn what to do.
if sys.version_info < (3, 11):  # noqa: UP036
    sys.exit(
        "error: this app needs Python 3.11 or newer, and {} is {}.{}.\n\n"
        "hint: name a newer one, for example: make setup PYTHON=python3.12".format(
            sys.executable, *sys.version_info[:2]
        )
    )
