"""`tocsin prove` of a compiler that writes something else than it means: it exits with 1 and names the line of the spec."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from conftest import REPOSITORY, Judge
from prove.alerts.small_shop import ERRORS, FILE, QUEUE, SPEC

RULES = "emit/prometheus_rules.py"
EXPR, FOR, LABELS, ANNOTATIONS = (
    '"expr": promql.pretty(rule.expr, width=120)}\n            if rule.for_ms',
    'entry["for"] = format_duration(rule.for_ms)',
    'entry["labels"] = dict(sorted(rule.labels.items()))\n            if rule.annotations',
    'entry["annotations"] = dict(sorted(rule.annotations.items()))',
)
PRETTY = '"expr": promql.pretty(rule.expr, width=120){change}}}\n            if rule.for_ms'
ROUTING = "routing/configuration.py"


@pytest.mark.parametrize(
    ("module", "old", "new", "lines"),
    [
        pytest.param(RULES, EXPR, PRETTY.format(change='.replace(" > ", " < ")'), [QUEUE, ERRORS], id="wrong comparison"),
        pytest.param(RULES, EXPR, PRETTY.format(change=""".replace('model="chat",', "")"""), [ERRORS], id="lost matcher"),
        pytest.param(RULES, FOR, FOR.replace("rule.for_ms", "2 * rule.for_ms"), [QUEUE, ERRORS], id="doubled for"),
        pytest.param(
            RULES, LABELS, LABELS.replace("rule.labels.items()", 'rule.labels.items() - {("owner", "search")}'), [QUEUE], id="lost label"
        ),
        pytest.param(
            RULES,
            ANNOTATIONS,
            'entry["annotations"] = {k: v.replace("humanize", "printf 5") for k, v in rule.annotations.items()}',
            [ERRORS],
            id="broken template",
        ),
        pytest.param(ROUTING, '"receiver": route.receiver,', '"receiver": "team",', [QUEUE, ERRORS], id="wrong receiver"),
    ],
)
def test_a_broken_emitter_fails_the_proof(module: str, old: str, new: str, lines: list[int], judge: Judge, tmp_path: Path) -> None:
    repository = _repository(tmp_path, judge)
    broken = tmp_path / "compiler" / "tocsin" / module
    text = broken.read_text(encoding="utf-8")
    assert text.count(old) == 1
    broken.write_text(text.replace(old, new), encoding="utf-8")
    assert _tocsin(repository, tmp_path, "build").returncode == 0
    done = _tocsin(repository, tmp_path, "prove")
    assert done.returncode == 1, done.stdout + done.stderr
    assert not [line for line in lines if f"--> {FILE}:{line}:" not in done.stderr], done.stderr


def _repository(folder: Path, judge: Judge) -> Path:
    """Return a repository with a spec, beside a compiler of its own."""
    # With what Python has made of the modules: of the one that is broken it notices that it is another.
    shutil.copytree(REPOSITORY / "compiler", folder / "compiler")
    repository = folder / "repository"
    (repository / FILE).parent.mkdir(parents=True)
    (repository / FILE).write_text(SPEC, encoding="utf-8")
    (repository / ".tools" / "bin").mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (repository / ".tools" / "bin" / program).symlink_to(judge(program))
    return repository


def _tocsin(repository: Path, folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(folder / "compiler"), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "tocsin", *arguments]
    return subprocess.run(command, cwd=repository, env=environment, capture_output=True, text=True, check=False, timeout=120)
