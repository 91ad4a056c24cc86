"""Programs of another folder are found on PATH, and with them the default templates that lie beside them."""

from pathlib import Path

import pytest

from conftest import Judge
from tocsin.verify.tools import find


def test_default_templates_are_found_beside_a_program_on_the_path(judge: Judge, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    programs, templates = tmp_path / "tools" / "bin", tmp_path / "tools" / "share" / "alertmanager"
    programs.mkdir(parents=True)
    templates.mkdir(parents=True)
    text = judge("amtool").resolve().read_bytes()
    (programs / "amtool").write_bytes(text)
    (programs / "amtool").chmod(0o700)
    (templates / "default.tmpl").touch()
    monkeypatch.setenv("PATH", str(programs))
    assert find(tmp_path / "repository", ["amtool"]).default_templates == templates.resolve()
