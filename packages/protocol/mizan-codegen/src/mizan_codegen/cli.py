"""The `mizan` command. Exit codes: 0 done, 1 out of date or failed, 2 wrong usage."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from mizan_codegen.config import DEFAULT_NAME, Config, Target, load_config
from mizan_codegen.generate import generate
from mizan_codegen.idioms import IDIOMS
from mizan_codegen.output import Change, apply, changes
from mizan_codegen.problems import CodegenError, SourceError
from mizan_codegen.source import read_ir
from mizan_codegen.watch import Stop, check_watched, rounds, stopping_on_signals


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; problems are printed with their next step, never as a traceback."""
    options = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
    try:
        return run(options)
    except CodegenError as error:
        _complain(error)
        return 1
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mizan", description="Typed clients for Mizan apps.")
    commands = parser.add_subparsers(required=True, metavar="command")
    _add_generate(commands.add_parser("generate", help="write the client that mizan.toml asks for"))
    printer = commands.add_parser("ir", help="print the schema that the client is made from")
    _add_config(printer)
    printer.set_defaults(run=_print_ir)
    return parser


def _add_generate(parser: argparse.ArgumentParser) -> None:
    _add_config(parser)
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; exit 1 if out of date")
    mode.add_argument("--watch", action="store_true", help="again after each change, until Ctrl-C")
    direct = parser.add_argument_group("without mizan.toml")
    direct.add_argument("--ir", type=Path, metavar="FILE", help="an IR file")
    direct.add_argument("--framework", help=f"one of: {', '.join(sorted(IDIOMS))}")
    direct.add_argument("--out", type=Path, metavar="DIR", help="the folder to write to")
    parser.set_defaults(run=_generate, usage_error=parser.error)


def _add_config(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--config",
        type=Path,
        default=Path(DEFAULT_NAME),
        metavar="PATH",
        help=f"the configuration (default: {DEFAULT_NAME})",
    )


def _print_ir(options: argparse.Namespace) -> int:
    sys.stdout.buffer.write(read_ir(load_config(options.config)).encode())
    return 0


def _generate(options: argparse.Namespace) -> int:
    direct = [options.ir, options.framework, options.out]
    if any(direct):
        if not all(direct) or options.watch:
            options.usage_error("--ir, --framework and --out go together, and without --watch")
        return _finish(_from_file(options), options)
    if options.watch:
        return _watch(options.config)
    config = load_config(options.config)
    return _finish(_drift(config.targets, read_ir(config)), options)


def _from_file(options: argparse.Namespace) -> tuple[Change, ...]:
    try:
        text = options.ir.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CodegenError(f"{options.ir} cannot be read: {error}") from error
    return _drift([Target(options.framework, options.out)], text)


def _drift(targets: Iterable[Target], schema_text: str) -> tuple[Change, ...]:
    """Everything is rendered before anything is written: a fault leaves the old client whole."""
    return tuple(
        change
        for target in targets
        for change in changes(target.out, generate(schema_text, target.framework))
    )


def _finish(found: tuple[Change, ...], options: argparse.Namespace) -> int:
    if options.check:
        return _report_drift(found, options)
    apply(found)
    print(_summary(found))
    return 0


def _report_drift(found: tuple[Change, ...], options: argparse.Namespace) -> int:
    if not found:
        return 0
    print("the generated client is not what the Python functions say:\n", file=sys.stderr)
    for change in found:
        print(f"  {_shown(change.path)}: {change.word}", file=sys.stderr)
    print(f"\nhint: run {_command(options)}, and commit the result", file=sys.stderr)
    return 1


def _command(options: argparse.Namespace) -> str:
    base = "python -m mizan_codegen generate"
    if options.ir:
        return f"{base} --ir {options.ir} --framework {options.framework} --out {options.out}"
    is_default = options.config == Path(DEFAULT_NAME)
    return base if is_default else f"{base} --config {options.config}"


def _watch(path: Path) -> int:
    config = load_config(path)
    check_watched(config)
    with stopping_on_signals() as stop:
        while not stop.event.is_set():
            config = _watch_as(config, stop)
    return 0


def _watch_as(config: Config, stop: Stop) -> Config:
    """Until a signal, or until mizan.toml asks to watch something else: then what it says now."""
    for _ in rounds(config, stop):
        latest = _one_round(config, stop)
        if latest.watch != config.watch:
            return latest
    return config


def _one_round(config: Config, stop: Stop) -> Config:
    """A fault in the user's Python is told briefly; the next save mends it."""
    begin = time.monotonic()
    try:
        latest = load_config(config.path)
        check_watched(latest)
        found = _drift(latest.targets, read_ir(latest, stop.follow))
        apply(found)
    except CodegenError as error:
        if not stop.event.is_set():
            _say(f"not generated: {_brief(error)}", begin)
        return config
    _say(_summary(found), begin)
    return latest


def _say(text: str, begin: float) -> None:
    clock = time.strftime("%H:%M:%S")
    print(f"{clock} {text} ({time.monotonic() - begin:.2f} s)", flush=True)


def _summary(found: tuple[Change, ...]) -> str:
    if not found:
        return "client is up to date"
    names = ", ".join(str(_shown(change.path)) for change in found)
    return f"client: {names}"


def _shown(path: Path) -> Path:
    """Relative to where the person is, if it is below."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_relative_to(here) else path


def _brief(error: CodegenError) -> str:
    last = error.output.splitlines()[-1:] if isinstance(error, SourceError) else []
    return " ".join([*last, f"[{error.reason}]"]) if last else error.reason


def _complain(error: CodegenError) -> None:
    if isinstance(error, SourceError) and error.output:
        print(f"{error.output}\n", file=sys.stderr)
    print(f"error: {error}", file=sys.stderr)
