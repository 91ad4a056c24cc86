"""Long work shows a bar on a terminal, for as long as it goes on, and nothing anywhere else."""

from __future__ import annotations

import os
import pty
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

import in_process
from conftest import REPOSITORY, Judge
from prove.alerts.small_shop import FILE, SPEC

BAR = "━"
# Who is started in the background may not be interrupted otherwise.
USUAL = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from tocsin.cli import main; "
AT_ONCE = "from tocsin.cli import main, progress; progress._PATIENCE_SECONDS = 0; "


def screen(written: bytes) -> str:
    """Return what a terminal shows that was sent this, but for spaces at the ends of lines."""
    lines, row = [""], 0
    for part in re.findall(r"\x1b\[[?\d;]*[A-Za-z]|.", written.decode(), flags=re.DOTALL):
        if part == "\n":
            row += 1
            lines += [""] * (row == len(lines))
        elif part == "\x1b[1A":
            row -= 1
        elif part == "\x1b[2K":
            lines[row] = ""
        elif part[0] not in "\r\x1b":
            lines[row] += part
    return "\n".join(line.rstrip() for line in lines)


def on_a_terminal(
    arguments: list[str],
    folder: Path,
    *,
    during: Callable[[subprocess.Popen[bytes], bytes], None] = lambda *_: None,
    environment: Mapping[str, str] | None = None,
) -> tuple[int, bytes]:
    """Return how a program ends, and all that it sends to its terminal; `during` is told of it as it comes."""
    ours, theirs = pty.openpty()
    usual = {name: value for name, value in os.environ.items() if name not in {"CI", "NO_COLOR"}}
    variables = {**usual, "TERM": "xterm-256color", "COLUMNS": "100", "PYTHONPATH": str(REPOSITORY / "compiler"), **(environment or {})}
    process = subprocess.Popen(arguments, cwd=folder, env=variables, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = b""
    while True:
        try:
            came = os.read(ours, 65536)
        except OSError:  # so Linux tells that nobody writes any more
            came = b""
        if not came:
            break
        written += came
        during(process, written)
    os.close(ours)
    return process.wait(30), written


def tocsin(*arguments: str, first: str = USUAL) -> list[str]:
    return [sys.executable, "-c", f"{first}main()", *arguments]


@pytest.fixture
def slow_shop(judge: Judge, tmp_path: Path) -> Path:
    """Return a repository whose promtool takes more than a second to answer, once."""
    (tmp_path / FILE).parent.mkdir(parents=True)
    (tmp_path / FILE).write_text(SPEC, encoding="utf-8")
    programs = tmp_path / ".tools" / "bin"
    programs.mkdir(parents=True)
    (programs / "amtool").symlink_to(judge("amtool"))
    promtool = programs / "promtool"
    asked = '[ "$1" != --version ] && mkdir "$0.asked" 2>&-'
    promtool.write_text(f'#!/bin/sh\n{asked} && sleep 1.7\nexec "{judge("promtool")}" "$@"\n', encoding="utf-8")
    promtool.chmod(0o755)
    assert in_process.tocsin(tmp_path, "build").returncode == 0
    return tmp_path


def piped(folder: Path, *arguments: str, first: str = AT_ONCE, begun: re.Pattern[str]) -> str:
    """Return the outcome that a command tells that has no terminal; on stderr it says only what it has `begun`."""
    environment: Mapping[str, str] = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(REPOSITORY / "compiler")}
    done = subprocess.run(tocsin(*arguments, first=first), cwd=folder, env=environment, capture_output=True, text=True, check=True)
    assert begun.fullmatch(done.stderr), done.stderr
    assert "\x1b" not in done.stdout
    assert BAR not in done.stdout
    return done.stdout


def without_times(text: str) -> str:
    return re.sub(r"[\d.]+ s\b", "", text).rstrip()


@pytest.mark.parametrize(
    ("command", "told", "begun"),
    [
        ("verify", "default/shop: promtool", r"judging \d+ files of 1 platform\n"),
        ("prove", "alerts", r"proving \d+ alerts of 1 platform\n"),
    ],
)
def test_a_bar_is_seen_after_a_second_and_gone_at_the_end(command: str, told: str, begun: str, slow_shop: Path) -> None:
    began, seen = time.monotonic(), list[float]()

    def watch(_process: subprocess.Popen[bytes], written: bytes) -> None:
        if not seen and BAR in written.decode(errors="ignore"):
            seen.append(time.monotonic())

    code, written = on_a_terminal(tocsin(command), slow_shop, during=watch)
    assert code == 0
    assert seen[0] - began >= 1
    assert told in written.decode()
    said = re.compile(begun)
    assert said.search(screen(written)) is None
    again = [command, *(["--no-cache"] if command == "prove" else [])]
    assert without_times(screen(written)) == without_times(piped(slow_shop, *again, begun=said))


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """Return a repository that is not done before anything is drawn, and that several processes write."""
    (tmp_path / "specs").symlink_to(REPOSITORY / "specs")
    return tmp_path


@pytest.mark.parametrize(("command", "last"), [("build", "files in"), ("check", "no mistakes in 5 platforms")])
def test_every_long_command_has_one(command: str, last: str, large: Path) -> None:
    code, written = on_a_terminal(tocsin(command, first=AT_ONCE), large)
    assert code == 0
    assert BAR in written.decode()
    assert BAR not in screen(written)
    assert last in screen(written).splitlines()[-1]


def test_what_is_done_soon_neither_draws_nor_imports_what_draws(slow_shop: Path) -> None:
    patient = "import sys; from tocsin.cli import main, progress; progress._PATIENCE_SECONDS = 60; "
    asked = f"{patient}main(['check'], standalone_mode=False); print('rich' in sys.modules)"
    assert on_a_terminal([sys.executable, "-c", asked], slow_shop) == (0, b"no mistakes in 1 platform\r\nFalse\r\n")


@pytest.mark.parametrize("variables", [{"CI": "true"}, {"TERM": "dumb"}])
def test_a_terminal_of_ci_or_one_that_cannot_move_its_cursor_has_none(variables: dict[str, str], slow_shop: Path) -> None:
    code, written = on_a_terminal(tocsin("check", first=AT_ONCE), slow_shop, environment=variables)
    assert (code, written) == (0, b"no mistakes in 1 platform\r\n")


def test_who_wants_no_colours_gets_a_bar_without_them(large: Path) -> None:
    _, written = on_a_terminal(tocsin("check", first=AT_ONCE), large, environment={"NO_COLOR": "1"})
    assert BAR in written.decode()
    assert not re.search(rb"\x1b\[[\d;]*m", written)


@pytest.mark.parametrize("command", [["check"], ["prove", "--no-cache"]])
def test_an_answer_to_a_program_has_none(command: list[str], slow_shop: Path) -> None:
    _, written = on_a_terminal(tocsin(*command, "--format", "json", first=AT_ONCE), slow_shop)
    assert BAR not in written.decode()
    assert b"\x1b" not in written


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_whoever_ends_it_finds_the_cursor_where_it_was(number: signal.Signals, slow_shop: Path) -> None:
    ended: list[signal.Signals] = []

    def interrupt(process: subprocess.Popen[bytes], written: bytes) -> None:
        if not ended and "promtool" in written.decode(errors="ignore"):
            ended.append(number)
            process.send_signal(number)

    code, written = on_a_terminal(tocsin("verify"), slow_shop, during=interrupt)
    assert code != 0
    assert BAR in written.decode()
    assert b"\x1b[?25l" not in written
    if number is signal.SIGINT:
        assert screen(written).split() == ["Aborted!"]


def test_who_is_interrupted_while_the_bar_goes_still_finds_a_clean_line(tmp_path: Path) -> None:
    asked = """
import signal, threading, time
from tocsin.cli import progress, ticker
progress._PATIENCE_SECONDS = 0
signal.signal(signal.SIGINT, signal.default_int_handler)
try:
    with progress.shown():
        time.sleep(1)
        ticker._DRAWING.acquire()
        time.sleep(0.5)
        threading.Timer(0.2, signal.pthread_kill, (threading.main_thread().ident, signal.SIGINT)).start()
        threading.Timer(0.6, ticker._DRAWING.release).start()
except KeyboardInterrupt:
    print("interrupted")
"""
    code, written = on_a_terminal([sys.executable, "-c", asked], tmp_path)
    assert (code, screen(written)) == (0, "interrupted\n")
    assert BAR in written.decode()
