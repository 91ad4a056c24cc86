"""What is typed wrongly ends every command alike: nothing was looked at, which is no mistake in the specs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from tocsin.cli import main

SPEC = """\
platform: {name: shop, namespace: ml, cluster: {alertmanager: {delivery: file}}}
metrics: {queue: {series: waiting_requests, type: gauge, unit: requests, labels: {model: model}}}
models: {forecast: {thresholds: {queue: {above: 10, severity: warning}}}}
receivers: {chat: {webhook: {url: {secret: chat, key: url}}}}
routing: {receiver: chat}
"""
RULES = "groups: [{name: a, rules: [{alert: Down, expr: up == 0}]}]\n"
NOBODY = "http://127.0.0.1:1"
"""Where nobody listens."""

RIGHT = {
    "adopt": ("rules.yaml", "--into", "specs/shop/rules.yaml"),
    "backtest": (NOBODY,),
    "contract": ("page",),
    "init": ("other",),
}
"""What a command needs besides."""
WRONG = {
    "root": "nowhere",
    "adopt files": "nowhere.yaml",
    "adopt into": "specs/shop.yaml",
    "alerts of": "nobody",
    "alerts severity": "grave",
    "alerts told": "everybody",
    "backtest server": "prometheus",
    "backtest since": "week",
    "backtest until": "yesterday",
    "backtest headers": "nothing",
    "backtest suggest": "-1",
    "build shard": "3/2",
    "build into": "specs",
    "catalog search words": "no such words",
    "catalog show name": "no_such_series",
    "contract page": "nowhere",
    "contract model": "nobody",
    "contract timeout": "0",
    "explain code": "no/such",
    "init model": "My model",
    "init platform": "My platform",
    "init runtime": "vlm",
    "init stack": "gmp",
    "instrument output": "nowhere/metrics.py",
    "merge parts": "nowhere",
    "prove junit": "nowhere/junit.xml",
    "prove least": "101",
    "prove sample": "0",
    "prove seed": "x",
    "prove shard": "0/1",
    "rehearse sample": "0",
    "verify shard": "half",
    # Of every command that has it.
    "alerts": "NoSuchAlert",
    "environment": "nowhere",
    "platform": "nobody",
    "reference": "no-such-branch",
    "style": "runes",
}
TOGETHER = (
    ("build", "--shard", "1/2"),
    ("build", "--check", "--shard", "1/2", "--into", "part"),
    ("prove", "--sample", "3"),
    ("prove", "--shard", "1/2", "--platform", "shop"),
    ("rehearse", "--alert", "QueueHigh", "--sample", "1"),
    ("backtest", "http://me:of-nobody@127.0.0.1:1"),
    ("backtest", "http://["),
    ("backtest", NOBODY),
    ("backtest", NOBODY, "--fix"),
    ("contract", NOBODY),
    ("contract", "page"),
    ("init", "shop"),
)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("shop")
    (root / "specs" / "shop").mkdir(parents=True)
    for name, text in {"specs/shop/shop.yaml": SPEC, "rules.yaml": RULES, "page": "up 1\n"}.items():
        (root / name).write_text(text, encoding="utf-8")
    assert CliRunner().invoke(main, ["--root", str(root), "build"]).exit_code == 0
    return root


def _commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    for name in group.commands:
        command = group.commands[name]
        yield from _commands(command, (*path, name)) if isinstance(command, click.Group) else (((*path, name), command),)


COMMANDS = dict(_commands(main))
VALUED = [
    (path, parameter)
    for path, command in COMMANDS.items()
    for parameter in command.params
    if not (isinstance(parameter, click.Option) and parameter.is_flag)
]


@pytest.fixture(autouse=True)
def _there(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)


def _code(done: Result) -> int:
    # What the system refuses, `tocsin.__main__` says, and exits with 2.
    return 2 if isinstance(done.exception, OSError) else done.exit_code


@pytest.mark.parametrize(("path", "parameter"), VALUED, ids=[" ".join((*path, parameter.name or "")) for path, parameter in VALUED])
def test_a_wrong_value_of_any_parameter_is_no_mistake_in_the_specs(path: tuple[str, ...], parameter: click.Parameter) -> None:
    name = parameter.name or ""
    wrong = WRONG.get(" ".join((*path, name))) or WRONG[name]
    if isinstance(parameter, click.Option):
        arguments = (*RIGHT.get(path[0], ()), parameter.opts[0], wrong)
    else:
        arguments = (wrong, *RIGHT.get(path[0], ())[1:])
    if (path, name) == (("build",), "into"):
        arguments = ("--shard", "1/2", *arguments)
    done = CliRunner().invoke(main, [*path, *arguments])
    assert _code(done) == 2, done.output


WRITING = [(path, option) for path, option in VALUED if isinstance(option, click.Option) and option.name in {"junit", "output"}]


@pytest.mark.parametrize(("path", "option"), WRITING, ids=[" ".join(path) for path, _ in WRITING])
def test_where_no_file_can_be_written_is_told_before_any_work(
    path: tuple[str, ...], option: click.Option, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    for wrong, wanted in {"nowhere/file": "there is no folder `nowhere`", "folder": "'folder' is a directory"}.items():
        done = CliRunner().invoke(main, [*path, option.opts[0], wrong])  # there are no specs here, which would be told too
        assert done.exit_code == 2
        assert wanted in done.output
        assert option.opts[0] in done.output


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_a_wrong_option_is_none_either(path: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, [*path, "--no-such-option"]).exit_code == 2


@pytest.mark.parametrize("arguments", TOGETHER, ids=" ".join)
def test_what_does_not_belong_together_and_who_does_not_answer(arguments: tuple[str, ...]) -> None:
    done = CliRunner().invoke(main, [*arguments])
    assert (done.exit_code, done.output.partition(":")[0]) == (2, "error")
    assert "\n  = help: " in done.output


@pytest.mark.parametrize("arguments", [("--root", "nowhere", "check"), ("--no-such-option",), ("no-such-command",)], ids=" ".join)
def test_before_any_command(arguments: tuple[str, ...]) -> None:
    assert CliRunner().invoke(main, [*arguments]).exit_code == 2


def test_what_is_looked_at_and_wrong_is_another_code(root: Path) -> None:
    (root / "bad.yaml").write_text("groups: [{name: a, rules: [{alert: Down, expr: up ==}]}]\n", encoding="utf-8")
    (root / "html").write_text("<html>", encoding="utf-8")
    for arguments in (("adopt", "bad.yaml", "--into", "specs/shop/rules.yaml"), ("contract", "html"), ("schema", "--check")):
        assert CliRunner().invoke(main, [*arguments]).exit_code == 1, arguments
