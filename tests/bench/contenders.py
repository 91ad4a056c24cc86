"""Who compiles W(N): tocsin and its peers, each a whole process that reads the same facts and writes the same objects."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

from bench import tocsin_spec, workload
from bench.compare import KINDS

TOCSIN: Final = "tocsin"
_PEERS: Final = Path(__file__).with_name("peers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contender:
    """A program that compiles W(N); `command` tells how, given the folder of W(N) and the folder to write to."""

    name: str
    release: str
    command: Callable[[Path, Path], tuple[str, ...]]
    kinds: tuple[str, ...] = KINDS
    """What it produces; the others are not its business."""


def prepare(folder: Path, count: int, *, proofs: bool = False) -> None:
    """Write W(`count`) into `folder` for every contender."""
    workload.write(folder / "inputs", count)
    tocsin_spec.write(folder / TOCSIN, count, proofs=proofs)


def output(folder: Path, name: str) -> Path:
    """Return where a contender writes; tocsin's is beside its specs."""
    return folder / TOCSIN / "generated" if name == TOCSIN else folder / "out" / name


def fresh(folder: Path, name: str) -> Path:
    """Remove whatever the contender has written and remembered, and return the folder to write to; a peer finds it there, empty."""
    out = output(folder, name)
    shutil.rmtree(out, ignore_errors=True)
    if name == TOCSIN:
        shutil.rmtree(folder / TOCSIN / ".tocsin", ignore_errors=True)
    else:
        out.mkdir(parents=True)
    return out


def tocsin(*arguments: str) -> tuple[str, ...]:
    """Return the command of tocsin as its user types it."""
    script = shutil.which("tocsin", path=str(Path(sys.executable).parent))
    return (script, *arguments) if script else (sys.executable, "-m", "tocsin", *arguments)


def contenders() -> Iterator[Contender]:
    """Yield tocsin, and each peer that is installed."""
    yield Contender(name=TOCSIN, release="", command=lambda folder, _: tocsin("--root", str(folder / TOCSIN), "build"))
    for name, package, program, kinds in _PYTHON:
        found = _release(package)
        if found is not None:
            yield Contender(name=name, release=f"{package} {found}", command=_python(program), kinds=kinds)
    pkl = shutil.which("pkl")
    if pkl is not None:
        said = subprocess.run((pkl, "--version"), capture_output=True, text=True, check=True).stdout
        yield Contender(name="Pkl", release=" ".join(said.split()[:2]), command=_pkl(pkl))


# Name, package on PyPI, program with its first arguments, what it produces.
_PYTHON: Final = (
    ("Jinja2 and libyaml", "Jinja2", ("jinja.py",), KINDS),
    ("Python dicts and libyaml", "PyYAML", ("dicts.py",), KINDS),
    ("jrsonnet", "rjsonnet", ("jsonnet.py", "rust"), KINDS),
    ("go-jsonnet", "gojsonnet", ("jsonnet.py", "go"), KINDS),
    ("KCL", "kcl-lib", ("kcl.py",), KINDS),
    ("grafanalib", "grafanalib", ("grafanalib_dashboards.py",), ("dashboards",)),
)


def missing() -> tuple[str, ...]:
    """Return the names of the peers that are not installed, sorted."""
    present = {contender.name for contender in contenders()}
    return tuple(sorted({*(name for name, *_ in _PYTHON), "Pkl"} - present))


def _release(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _python(program: tuple[str, ...]) -> Callable[[Path, Path], tuple[str, ...]]:
    script, *arguments = program
    return lambda folder, out: (sys.executable, str(_PEERS / script), *arguments, str(folder / "inputs"), str(out))


def _pkl(program: str) -> Callable[[Path, Path], tuple[str, ...]]:
    source = str(_PEERS / "main.pkl")
    return lambda folder, out: (program, "eval", "-p", f"inputs={folder / 'inputs'}", "-m", str(out), source)
