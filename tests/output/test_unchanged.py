"""A build that would do again what the last one did is not done, and no change whatever is taken for none."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from case import write
from in_process import tocsin
from tocsin import unchanged

SPEC = """platform: {name: shop, namespace: shop}
metrics: {queue: {series: queue_length, type: gauge, unit: requests}}
models: {forecast: {thresholds: {queue: {above: 10}}}}
"""


def build(root: Path, *options: str) -> str:
    command = [sys.executable, "-m", "tocsin", "build", *options]
    return subprocess.run(command, cwd=root, capture_output=True, text=True, check=True).stdout


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write({"specs/shop/shop.yaml": SPEC}, tmp_path)
    assert tocsin(tmp_path, "build").returncode == 0
    return tmp_path


def rules(root: Path) -> Path:
    return root / "generated/default/shop/prometheus/shop-forecast.rules.yaml"


def keeping_its_times(path: Path, text: str) -> None:
    """Write over `path` and set the time of modification back, as an archiver does."""
    before = path.stat()
    path.write_text(text)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def away(root: Path) -> Path:
    """Move the generated files elsewhere, and return where they were."""
    (root / "generated").rename(root / "elsewhere")
    return root / "generated"


def test_a_second_build_says_that_nothing_has_changed(root: Path) -> None:
    assert build(root).endswith("files, nothing has changed\n")


CHANGES: dict[str, Callable[[Path], object]] = {
    "a spec": lambda root: (root / "specs/shop/shop.yaml").write_text(SPEC.replace("10", "20")),
    "a spec with its time set back": lambda root: keeping_its_times(root / "specs/shop/shop.yaml", SPEC.replace("10", "20")),
    "a new spec": lambda root: (root / "specs/shop/more.yaml").write_text("models: {}\n"),
    "a spec that is gone": lambda root: (root / "specs/shop/shop.yaml").rename(root / "shop.yaml"),
    "a spec of another name": lambda root: (root / "specs/shop/shop.yaml").rename(root / "specs/shop/store.yaml"),
    "a generated file": lambda root: rules(root).write_text("groups: []\n"),
    "a generated file with its time set back": lambda root: keeping_its_times(rules(root), rules(root).read_text().replace("10", "99")),
    "a generated file that is gone": lambda root: rules(root).unlink(),
    "a file beside the generated ones": lambda root: (root / "generated/mine.txt").write_text("mine\n"),
    "a generated file that nobody may write": lambda root: rules(root).chmod(0o400),
    "generated/ as a link": lambda root: away(root).symlink_to("elsewhere"),
    "generated/ as a pipe": lambda root: os.mkfifo(away(root)),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_has_changed_is_noticed(root: Path, change: str) -> None:
    assert unchanged.last_output(str(root)) is not None
    sound = unchanged.checked(str(root))
    assert sound == "no mistakes in 1 platform\n"
    CHANGES[change](root)
    assert unchanged.last_output(str(root)) is None
    # A check reads specs alone.
    assert unchanged.checked(str(root)) == (sound if "generated" in change else None)


def test_a_spec_that_is_saved_while_a_build_runs_is_compiled_by_the_next(root: Path) -> None:
    spec = root / "specs/shop/shop.yaml"
    spec.write_text(SPEC.replace("10", "20"))
    unchanged.remember(str(root), "nothing\n", {"specs/shop/shop.yaml": SPEC.encode()}, b"")
    assert unchanged.last_output(str(root)) is None


def test_an_edit_right_after_a_build_bears_a_later_time(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def clock(_: int = 0) -> int:
        return time.monotonic_ns() // 50_000_000  # some kernels tell nanoseconds, others hundredths of a second

    monkeypatch.setattr(unchanged, "_touched", clock)
    before = clock()
    while (begun := clock()) == before:
        pass
    unchanged.remember(str(root), "nothing\n", {}, b"")
    assert clock() > begun


def test_nothing_is_noted_where_the_clock_of_the_file_system_stands_still(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unchanged, "_touched", lambda _: 0)
    unchanged.remember(str(root), "another\n", {}, b"")
    assert unchanged.last_output(str(root)) != "another\n"
    assert not [path for path in (root / ".tocsin").iterdir() if path.name.startswith("built.")]


def test_another_compiler_compiles_again(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "compiler"
    package.mkdir()
    (package / "kind.py").write_text("limit = 1\n")
    monkeypatch.setattr(unchanged, "__file__", str(package / "unchanged.py"))
    forget = unchanged.compiler.cache_clear  # what another process would find
    forget()
    unchanged.remember(str(root), "nothing\n", {}, b"", sound="no mistakes")
    assert (unchanged.last_output(str(root)), unchanged.checked(str(root))) == ("nothing\n", "no mistakes\n")
    (package / "kind.py").write_text("limit = 10\n")
    forget()
    assert (unchanged.last_output(str(root)), unchanged.checked(str(root))) == (None, None)
    forget()


def test_a_check_looks_at_every_file(root: Path) -> None:
    assert "nothing has changed" not in build(root, "--check")


@pytest.mark.parametrize("left", [b"\xff\xfe", b"", b"0 0 0\n"], ids=["garbage", "nothing, after a power cut", "a part"])
def test_what_no_build_has_left_is_not_believed(root: Path, left: bytes) -> None:
    (root / ".tocsin/built").write_bytes(left)
    assert (unchanged.last_output(str(root)), unchanged.checked(str(root))) == (None, None)
    assert tocsin(root, "check").returncode == tocsin(root, "build").returncode == 0
    assert unchanged.last_output(str(root)) is not None
    (root / ".tocsin/built").unlink()
    assert (unchanged.last_output(str(root)), unchanged.checked(str(root))) == (None, None)


def test_a_check_of_what_was_built_says_what_one_that_looks_at_it_says(root: Path) -> None:
    stack = "stack: {grafana: {service: LoadBalancer, admin: grafana-admin}}}  # allow grafana/plain-http: only the VPN reaches it\n"
    (root / "specs/shop/shop.yaml").write_text(SPEC.replace("namespace: shop}\n", f"namespace: shop, {stack}"))
    build(root)
    check = [sys.executable, "-m", "tocsin", "check"]
    quick, thorough = (subprocess.check_output([*check, *options], cwd=root, text=True) for options in ((), ("--no-cache",)))
    assert quick == thorough == unchanged.checked(str(root)) == "no mistakes in 1 platform; 1 allowed\n"
