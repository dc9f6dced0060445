"""`python -m mizan_codegen`: the same as the `mizan` command."""

import sys

from mizan_codegen.cli import main

sys.exit(main())
