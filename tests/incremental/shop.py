"""A repository of two models, and what is asked of it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from tocsin.cli import main

SPEC = """platform: {name: shop, namespace: shop, runbooks: "https://docs.example.org/<< alert >>"}
metrics:
  queue: {series: queue_length, type: gauge, unit: requests, labels: {model: model}}
models:
  forecast: {thresholds: {queue: {above: {warning: 10, critical: 20}, no_data: false}}}
  ranking: {thresholds: {queue: {above: 30, no_data: false}}}
"""


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments], catch_exceptions=False)


def edit(root: Path, old: str = "warning: 10", new: str = "warning: 11") -> None:
    path = root / "specs/shop/shop.yaml"
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))


def tree(root: Path) -> dict[str, bytes]:
    folder = root / "generated"
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def meant(root: Path) -> dict[str, bytes]:
    """Return what a build of the specs writes that knows of no other."""
    fresh = root.parent / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    shutil.copytree(root / "specs", fresh / "specs")
    assert run("--root", str(fresh), "build", "--no-cache").exit_code == 0
    return tree(fresh)


def nothing_changed(root: Path) -> bool:
    """Tell whether the command would say so, before it imports the compiler."""
    asked = "import sys; from tocsin import unchanged; sys.exit(unchanged.last_output('.') is None)"
    return subprocess.run([sys.executable, "-c", asked], cwd=root, check=False).returncode == 0
