"""The wheel is whole: installed alone it compiles, with packs, schemas and templates, where no source tree is."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

from conftest import REPOSITORY, Judge
from tocsin.schema import FILE, file_schema

_SPEC = """\
platform: {name: shop, namespace: ml}
use: [vllm]
models:
  chat:
    runtime: vllm
    workload: {deployment: chat}
    scrape: {port: http}
    thresholds:
      "vllm:num_requests_waiting": {above: 50, alert: QueueLong}
receivers:
  team: {slack: {channel: "#ml", url: {secret: slack, key: url}}}
routing: {receiver: team}
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel, built from a copy, so that the build leaves nothing in the repository."""
    source = tmp_path_factory.mktemp("source")
    shutil.copy(REPOSITORY / "pyproject.toml", source)
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    shutil.copytree(REPOSITORY / "compiler", source / "compiler", ignore=ignored)
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", ".", cwd=source)
    (built,) = source.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the `bin` of a new environment that holds the wheel alone.

    It sees the dependencies of this environment through a `.pth` file; Python follows no `.pth` file in a folder that it
    knows from one, so an editable install of tocsin there stays out of sight.
    """
    environment = tmp_path_factory.mktemp("environment")
    _run(sys.executable, "-m", "venv", "--without-pip", str(environment), cwd=environment)
    python = environment / "bin" / "python"
    arguments = ("install", "--quiet", "--no-deps", "--no-index", "--disable-pip-version-check", str(wheel))
    _run(sys.executable, "-m", "pip", "--python", str(python), *arguments, cwd=environment)
    (packages,) = environment.glob("lib/*/site-packages")
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return environment / "bin"


def test_everything_beside_the_modules_is_in_the_wheel(wheel: Path) -> None:
    source = REPOSITORY / "compiler"
    ours = {path.relative_to(source).as_posix() for path in (source / "tocsin").rglob("*") if path.is_file() and path.suffix != ".pyc"}
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert packed == ours


def test_the_installed_package_is_the_wheel_s(installed: Path, tmp_path: Path) -> None:
    where = _run(installed / "python", "-c", "import tocsin; print(tocsin.__file__)", cwd=tmp_path)
    assert where.startswith(str(installed.parent))


def test_an_installed_tocsin_compiles_and_verifies_an_empty_folder_with_one_spec(installed: Path, judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "specs" / "shop").mkdir(parents=True)
    (tmp_path / "specs" / "shop" / "shop.yaml").write_text(_SPEC)
    tools = tmp_path / ".tools" / "bin"
    tools.mkdir(parents=True)
    for program in ("promtool", "amtool"):
        (tools / program).symlink_to(judge(program))
    _run(installed / "tocsin", "build", cwd=tmp_path)
    generated = tmp_path / "generated" / "default" / "shop"
    assert "vllm:num_requests_waiting" in (generated / "rules" / "shop-chat.yaml").read_text()
    assert "tocsin.title" in (generated / "alertmanager" / "templates" / "tocsin.tmpl").read_text()
    _run(installed / "tocsin", "verify", cwd=tmp_path)
    _run(installed / "tocsin", "schema", cwd=tmp_path)
    assert (tmp_path / "schemas" / FILE).read_text() == file_schema()


def _run(*command: str | Path, cwd: Path) -> str:
    clean = {name: value for name, value in os.environ.items() if name not in {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}}
    done = subprocess.run(command, cwd=cwd, env=clean, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
