"""`tocsin`, and `python -m tocsin`."""

from __future__ import annotations

import errno
import gc
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

if TYPE_CHECKING:
    import click

_CANNOT_RUN: Final = 2  # as in cli.exit_codes
_NO_ROOM: Final = {errno.EAGAIN, errno.EMFILE, errno.ENFILE}  # for another program, or for one more open file
_COMPLETE: Final = "_TOCSIN_COMPLETE"  # https://click.palletsprojects.com/en/stable/shell-completion/


def main() -> None:
    """Run the command line, until somebody interrupts it."""
    try:
        _start()
    except KeyboardInterrupt:  # before the command has begun
        _say(sys.stderr, "stopped\n")
        os._exit(_CANNOT_RUN)
    except MemoryError:
        _out_of_memory()
    except OSError as error:  # a full disk, or a folder that is somebody else's
        _refuse(error)


def _start() -> None:
    """Run the command that was typed; what `build` or `check` would do again without need is said before anything else is imported."""
    root, command = _asked(sys.argv[1:])
    if command in {"build", "check"}:
        from tocsin import unchanged  # noqa: PLC0415  # the only commands that ask

        text = unchanged.last_output(root) if command == "build" else unchanged.checked(root)
        if text is not None:
            _say(sys.stdout, text)
            return
    # Whatever plugins are installed, a spec means the same; and to look for them takes a hundredth of a small build.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # What is imported stays until the end: to look through it for garbage takes a tenth of the start.
    gc.disable()
    from tocsin import cli  # noqa: PLC0415  # click takes 20 ms

    _leave(_run(cli.main))


def _run(command: click.Command) -> SystemExit:
    """Run what was typed, and return how it ended.

    Not by click's own `main`, which ends with 1 also when nobody reads any more, or when it was interrupted: that would say that something
    was looked at and has to be mended.
    """
    import click  # noqa: PLC0415  # it takes 20 ms

    if asked := os.environ.get(_COMPLETE):
        from click.shell_completion import shell_complete  # noqa: PLC0415  # only shells ask

        return SystemExit(shell_complete(command, {}, "tocsin", _COMPLETE, asked))
    try:
        with command.make_context("tocsin", sys.argv[1:]) as context:
            command.invoke(context)
    except SystemExit as end:
        return end
    except click.exceptions.Exit as end:
        return SystemExit(end.exit_code)
    except click.ClickException as error:
        error.show()
        return SystemExit(error.exit_code)
    except (KeyboardInterrupt, click.Abort):
        _say(sys.stderr, "stopped\n")
        return SystemExit(_CANNOT_RUN)
    return SystemExit(0)


def _refuse(error: OSError) -> NoReturn:
    """End the process because of what the system refuses."""
    if isinstance(error, BrokenPipeError):  # nobody reads any more
        os._exit(_CANNOT_RUN)
    if error.errno == errno.ENOMEM:  # whatever file it was that there was no room to look at
        _out_of_memory()
    if error.filename is not None:
        refused = f"use {os.fsdecode(error.filename)}"
    elif _is_refused(sys.stdout):
        refused = "write to the standard output"
    elif error.errno in _NO_ROOM:
        refused = "go on"
    else:
        refused = f"write what is kept in files, here or in {_temporary()}"
    _say(sys.stderr, f"cannot {refused}: {error.strerror}\n")
    os._exit(_CANNOT_RUN)


def _out_of_memory() -> NoReturn:
    _say(sys.stderr, "there is not enough memory: free some, or divide the work with `--shard`\n")
    os._exit(_CANNOT_RUN)


def _is_refused(stream: TextIO | None) -> bool:
    """Tell whether it is this stream that cannot be written: what was meant for it still waits."""
    try:
        _say(stream, "")
    except OSError:
        return True
    return False


def _temporary() -> str:
    import tempfile  # noqa: PLC0415  # of all that is said this is the rarest

    try:
        return tempfile.gettempdir()
    except FileNotFoundError:
        return "a folder for temporary files"


def _asked(arguments: list[str]) -> tuple[str, str]:
    """Return the folder and the command that was typed without any option; no command: something else was typed."""
    match arguments:
        case [command]:
            return ".", command
        case ["--root", root, command] if root:  # an empty one, of a variable that is not set, is refused
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
