"""Typed clients from Mizan's IR. Protocol §11.

`generate(schema_text, framework)` gives the files; the `mizan` command writes them.
"""

from mizan_codegen.generate import GeneratedFile, generate
from mizan_codegen.problems import CodegenError

__all__ = ["CodegenError", "GeneratedFile", "generate"]
