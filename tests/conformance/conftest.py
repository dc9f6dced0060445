import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]

for folder in (HERE, ROOT / "packages/cores/mizan-python/tests"):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))
