#!/usr/bin/env python
"""The backend's command line: `python backend/manage.py --help` lists what it can do."""

import sys

from app.safety import SettingsError

if __name__ == "__main__":
    try:
        from app.commands import main
    except SettingsError as error:
        sys.exit(f"error: {error}")
    sys.exit(main())
