"""The hooks that other repositories take from `.pre-commit-hooks.yaml`: commands that say no to a commit that should not be made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from command import tocsin
from conftest import REPOSITORY

_HOOKS: dict[str, dict[str, Any]] = {
    hook["id"]: hook for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
}


def _answer(root: Path, hook: str) -> int:
    program, *arguments = _HOOKS[hook]["entry"].split()
    assert program == "tocsin"
    return tocsin(root, *arguments).exit_code


@pytest.mark.parametrize("hook", _HOOKS)
def test_a_hook_lets_pass_what_was_built_and_stops_a_mistake(hook: str, tmp_path: Path) -> None:
    assert tocsin(tmp_path, "init", "shop").exit_code == 0
    assert tocsin(tmp_path, "build").exit_code == 0
    assert _answer(tmp_path, hook) == 0
    (tmp_path / "specs/shop/more.yaml").write_text("modles: {}\n", encoding="utf-8")
    assert _answer(tmp_path, hook) == 1


def test_what_was_edited_but_not_built_is_stopped(tmp_path: Path) -> None:
    assert tocsin(tmp_path, "init", "shop").exit_code == 0
    assert tocsin(tmp_path, "build").exit_code == 0
    (generated,) = (tmp_path / "generated").glob("*/shop/rules/*.yaml")
    generated.write_text("groups: []\n", encoding="utf-8")
    assert _answer(tmp_path, "tocsin-check") == 0
    assert _answer(tmp_path, "tocsin-build") == 1


@pytest.mark.parametrize(
    ("hook", "file", "runs"),
    [
        ("tocsin-check", "specs/shop/shop.yaml", True),
        ("tocsin-check", "monitoring/specs/common.yaml", True),
        ("tocsin-check", "generated/default/shop/rules/shop.yaml", False),
        ("tocsin-check", "src/specs.py", False),
        ("tocsin-build", "specs/shop/shop.yaml", True),
        ("tocsin-build", "generated/default/shop/rules/shop.yaml", True),
        ("tocsin-build", "README.md", False),
    ],
)
def test_a_hook_runs_where_it_is_of_use(hook: str, file: str, runs: bool) -> None:  # noqa: FBT001  # one column of a table
    assert (re.search(_HOOKS[hook]["files"], file) is not None) is runs
