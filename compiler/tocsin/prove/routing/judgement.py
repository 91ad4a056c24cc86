"""Ask amtool which receivers an alert gets to."""

from __future__ import annotations

import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final, NamedTuple

from tocsin.routing.configuration import quoted

_THREADS: Final = 2


class Question(NamedTuple):
    """Whether an alert with these labels gets to these receivers, in this order."""

    labels: tuple[tuple[str, str], ...]
    expected: tuple[str, ...]


class Answer(NamedTuple):
    """What amtool said: whether it agrees, the receivers that it names, or why it could not tell."""

    agrees: bool
    receivers: tuple[str, ...]
    problem: str


def ask(amtool: Path, configuration: str, questions: Iterable[Question]) -> dict[Question, Answer]:
    """Return amtool's answers about a configuration file's text. Each question is one call of about 7 ms."""
    distinct = sorted(set(questions))
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(_THREADS) as threads:
        file = Path(folder) / "alertmanager.yaml"
        file.write_text(configuration, encoding="utf-8")
        answers = threads.map(lambda question: _answer(amtool, file, question), distinct)
        return dict(zip(distinct, answers, strict=True))


def arguments(labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Return labels as a question has them."""
    return tuple(sorted(labels.items()))


def _answer(amtool: Path, file: Path, question: Question) -> Answer:
    command = [str(amtool), "config", "routes", "test", f"--config.file={file}", f"--verify.receivers={','.join(question.expected)}"]
    labels = [f"{label}={quoted(value)}" for label, value in question.labels]
    said = subprocess.run([*command, *labels], capture_output=True, text=True, check=False)
    named, _, warning = said.stdout.partition("\n")
    receivers = tuple(named.split(",")) if named else ()
    if said.returncode == 0 and receivers == question.expected:
        return Answer(agrees=True, receivers=receivers, problem="")
    if receivers and "did not match resolved receivers" in warning:
        return Answer(agrees=False, receivers=receivers, problem="")
    # Without that warning amtool has refused the file, or the labels.
    lines = [line for line in said.stderr.splitlines() if line.strip() and not line.startswith("Warning: --config.file")]
    return Answer(
        agrees=False, receivers=receivers, problem=" ".join(lines).removeprefix("amtool: error: ") or f"exit code {said.returncode}"
    )
