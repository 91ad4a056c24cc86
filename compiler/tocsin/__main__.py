"""`tocsin`, and `python -m tocsin`."""

from __future__ import annotations

import gc
import os
import sys
from typing import Final, NoReturn, TextIO

_CANNOT_RUN: Final = 2  # as in cli.exit_codes
_NOBODY_READS: Final = 1  # what click makes of it


def main() -> None:
    """Run the command line; what `build` or `check` would do again without need is said before anything else is imported."""
    root, command = _asked(sys.argv[1:])
    if command in {"build", "check"}:
        from tocsin import unchanged  # noqa: PLC0415  # the only commands that ask

        text = unchanged.said(root) if command == "build" else unchanged.checked(root)
        if text is not None:
            try:
                _say(sys.stdout, text)
            except OSError as error:
                _refuse(error)
            return
    # Whatever plugins are installed, a spec means the same; and to look for them takes a hundredth of a small build.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What is imported stays until the end: to look through it for garbage takes a tenth of the start.
    gc.disable()
    from tocsin import cli  # noqa: PLC0415  # click takes 20 ms

    try:
        cli.main()
    except SystemExit as end:
        _leave(end)
    except OSError as error:  # a full disk, or a folder that is somebody else's
        _refuse(error)


def _refuse(error: OSError) -> NoReturn:
    """End the process because of what the system refuses."""
    if isinstance(error, BrokenPipeError):
        os._exit(_NOBODY_READS)
    refused = "write to the standard output" if error.filename is None else f"use {os.fsdecode(error.filename)}"
    _say(sys.stderr, f"cannot {refused}: {error.strerror}\n")
    os._exit(_CANNOT_RUN)


def _asked(arguments: list[str]) -> tuple[str, str]:
    """Return the folder and the command that was typed without any option; no command: something else was typed."""
    match arguments:
        case [command]:
            return ".", command
        case ["--root", root, command]:
            return root, command
        case _:
            return ".", ""


def _leave(end: SystemExit) -> None:
    """End the process without taking apart what it has made, which takes the interpreter longer the larger the estate."""
    if not isinstance(end.code, int):
        raise end
    try:
        _say(sys.stdout, "")
        _say(sys.stderr, "")
    except (OSError, ValueError):  # nobody reads any more, or it is closed: the interpreter knows how to end then
        raise end from None
    os._exit(end.code)


def _say(stream: TextIO | None, text: str) -> None:
    if stream is not None:  # it was closed before the start
        stream.write(text)
        stream.flush()


if __name__ == "__main__":
    main()
