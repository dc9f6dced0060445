"""An app that has no functions yet. Prints its IR."""

from mizan_core.ir import render_ir
from mizan_core.registry import Registry

if __name__ == "__main__":
    print(render_ir(Registry().freeze()), end="")
