"""What the tests of the whole compiler share: the judges, and a way to compile a text."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import settings

from tocsin.pipeline import Build, build

# How long an example takes says something of the machine; laws are about what comes out.
settings.register_profile("tocsin", deadline=None)
settings.load_profile("tocsin")

# The judges are written in Go, whose garbage collector takes a quarter of their time, and more threads of which stand in the way of the
# tests beside: https://pkg.go.dev/runtime#hdr-Environment_Variables
os.environ.setdefault("GOGC", "400")
os.environ.setdefault("GOMAXPROCS", "1")

# Needs atheris, which `make fuzz-parsers` installs where it is wanted.
collect_ignore = ["fuzz/parsers.py"]

REPOSITORY = Path(__file__).parents[1]

Judge = Callable[[str], Path]
CompileSpec = Callable[[str | Mapping[str, str]], Build]


def pytest_collection_finish() -> None:
    """Look for garbage seldom, and not in what was collected: it stays, and to look through it takes a tenth of the time."""
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Return a function from a judge's name to its program; without it the test fails, for a judge that is away proves nothing."""

    def find(program: str) -> Path:
        found = shutil.which(program, path=str(REPOSITORY / ".tools" / "bin")) or shutil.which(program)
        if found is None:
            pytest.fail(f"{program} is neither in .tools/bin nor on PATH: run `make tools`")
        return Path(found)

    return find


@pytest.fixture
def compile_spec() -> CompileSpec:
    """Return a function that compiles the text of one spec file, or the texts of several by name, as the platform `shop`."""

    def compile_text(text: str | Mapping[str, str]) -> Build:
        texts = {"spec.yaml": text} if isinstance(text, str) else text
        return build({"shop": {f"specs/shop/{name}": content.encode() for name, content in texts.items()}})

    return compile_text
