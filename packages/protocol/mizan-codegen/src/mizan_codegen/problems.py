"""What can go wrong, told to the person at the keyboard: what happened, then the next step.

CodegenError
├── ConfigError      mizan.toml is missing or says something that cannot be meant
├── SourceError      the command that prints the IR failed
├── SchemaError      the IR is not one that this generator reads
├── NameCollision    two things would get one name in the client
└── OutputError      a file cannot be written
"""

from __future__ import annotations


class CodegenError(Exception):
    """`reason` says what is wrong, `hint` what to do next."""

    def __init__(self, reason: str, hint: str = "") -> None:
        self.reason, self.hint = reason, hint
        super().__init__(f"{reason}\n\nhint: {hint}" if hint else reason)


class ConfigError(CodegenError):
    """mizan.toml is missing or says something that cannot be meant."""


class SourceError(CodegenError):
    """The command that prints the IR failed; `output` is what it wrote to its error stream."""

    def __init__(self, reason: str, hint: str, output: str) -> None:
        self.output = output
        super().__init__(reason, hint)


class SchemaError(CodegenError):
    """The IR is not one that this generator reads; `place` is the path of nodes to the fault."""

    def __init__(self, place: str, reason: str, hint: str = "") -> None:
        self.place = place
        super().__init__(f"{place}: {reason}" if place else reason, hint)


class NameCollision(CodegenError):
    """Two things would get one name in the client: `first` and `second`."""

    def __init__(self, name: str, first: str, second: str) -> None:
        self.name, self.first, self.second = name, first, second
        super().__init__(
            f"{first} and {second} would both be {name} in the client",
            "rename one of the two in Python (@client(name=…) renames a function)",
        )


class OutputError(CodegenError):
    """A file cannot be written."""
