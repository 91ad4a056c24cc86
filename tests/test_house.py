"""Rules of the house over everything at once: documented, short, named right, and nothing of this machine in it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin
from urllib.parse import urlsplit

import pytest
from pip._internal.models.index import PyPI

from conftest import REPOSITORY
from tocsin.schema import documented
from tocsin.section import Section
from tocsin.spec import Spec
from tocsin.spec.receivers.kind import type_of
from tocsin.threshold import Threshold
from tocsin.thresholds import kinds

_LONGEST = 250
_DISCOVERED = frozenset(
    f"tocsin.{package}"
    for package in (
        "adopt.objects.kinds", "cli", "cli.formats", "diff.families", "emit", "openslo", "prove.mutation.equivalence",
        "prove.mutation.operators", "spec.receivers", "thresholds", "verify.judges", "verify.kubernetes_rules",
    )
)  # fmt: skip
"""Packages, besides those of the checks, that look for their modules themselves: there, a file is all that a feature takes."""


def _modules() -> list[Path]:
    """Return every module of ours that is in the work tree, also those that git does not know yet."""
    found = (path for folder in ("compiler", "tests", "tools") for path in (REPOSITORY / folder).rglob("*.py"))
    return sorted(path for path in found if "__pycache__" not in path.parts)


@pytest.mark.parametrize("path", _modules(), ids=lambda path: path.relative_to(REPOSITORY).as_posix())
def test_a_module_is_short(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= _LONGEST


def test_every_module_of_the_compiler_begins_with_what_it_is_for() -> None:
    undocumented = [path for path in _modules() if path.is_relative_to(REPOSITORY / "compiler") and not _sentence(_first_line(path))]
    assert not undocumented


def _first_line(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if not text.startswith('"""'):
        return ""
    return (ast.get_docstring(ast.parse(text)) or "").partition("\n")[0]


def _sentence(line: str) -> bool:
    # Not by its first letter: promtool and amtool are written small.
    return line.endswith((".", "?"))


def test_no_module_of_the_compiler_is_left_behind() -> None:
    compiler = REPOSITORY / "compiler"
    names = {path: ".".join(path.relative_to(compiler).with_suffix("").parts) for path in _modules() if path.is_relative_to(compiler)}
    imported = {name for path, module in names.items() for name in _imported(path) if name != module}
    left = [
        module
        for module in names.values()
        if not module.endswith(("__init__", "__main__")) and module not in imported and not _discovered(module.rpartition(".")[0])
    ]
    assert not left


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            yield str(node.module)
            yield from (f"{node.module}.{each.name}" for each in node.names)
        elif isinstance(node, ast.Import):
            yield from (each.name for each in node.names)


def _discovered(package: str) -> bool:
    return package in _DISCOVERED or package.startswith("tocsin.checks.")


def test_every_key_of_the_language_is_documented() -> None:
    sections = set(_sections(Spec))
    assert len(sections) > 40
    undocumented = [
        f"{section.__name__}.{name}"
        for section in sections
        for name in section.model_fields
        if not documented(section).get(name, "").strip().endswith((".", "?"))
    ]
    assert not sorted(undocumented)


def test_every_section_of_the_language_is_documented() -> None:
    assert not [section.__name__ for section in _sections(Spec) if not _sentence((section.__doc__ or "").partition("\n")[0])]


def _sections(kind: object, known: set[Any] | None = None) -> Iterator[type[Section]]:
    """Yield every section that can be reached from `kind`."""
    known = set() if known is None else known
    if isinstance(kind, type) and issubclass(kind, Section) and kind not in known:
        known.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from _sections(type_of(field), known)
    elif get_origin(kind) is not None or isinstance(kind, UnionType):
        for argument in get_args(kind):
            yield from _sections(argument, known)


def test_every_kind_of_threshold_says_what_it_is_and_which_keys_are_its_own() -> None:
    claimed: dict[str, str] = {}
    for name, kind in kinds().items():
        assert issubclass(kind, Threshold), name
        assert _sentence((kind.__doc__ or "").partition("\n")[0]), name
        assert kind.KEYS, name
        assert set(kind.KEYS) <= set(kind.model_fields), name
        assert not set(kind.KEYS) & set(Threshold.model_fields), f"{name}: a key that every kind has tells it from none"
        for key in kind.KEYS:
            assert claimed.setdefault(key, name) == name, f"`{key}` would make a threshold both {claimed[key]} and {name}"


def test_every_target_that_the_readme_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z][a-z-]*)", (REPOSITORY / "README.md").read_text(encoding="utf-8")))
    assert named
    assert named <= targets


def test_every_target_is_explained() -> None:
    makefile = (REPOSITORY / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE)
    explained = set(re.findall(r"^([a-z][a-z-]*):.*## ", makefile, flags=re.MULTILINE))
    assert explained == set(phony.split())


def test_no_file_names_a_package_registry_or_a_path_of_one_machine() -> None:
    registries = _registries()
    assert registries
    hosts = "|".join(re.escape(place) for place in sorted(registries))
    pattern = re.compile(rf"(?<![\w-])(?:{hosts})|(?<![\w./-])/(?:work|root)/")
    # Few files have anything of it, and to look for a word takes a tenth of what the expression takes.
    words = (*registries, *(f"/{folder}/" for folder in ("work", "root")))
    texts = ((path, text) for path in _tracked() if any(map((text := _text(path)).__contains__, words)))
    found = [f"{path}: {match[0]}" for path, text in texts if (match := pattern.search(text))]
    assert not found


def _registries() -> set[str]:
    """Return where pip installs from on this machine: its own defaults and what it is told, hosts and folders."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True).stdout
    told = [urlsplit(url) for url in re.findall(r"(?:https?|file)://[^\s'\"\\]+", listed)]
    return {PyPI.netloc, PyPI.file_storage_domain, *(url.hostname or url.path for url in told)}


def _tracked() -> list[str]:
    """Return what git knows or would add."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout.splitlines()


def _text(path: str) -> str:
    file = REPOSITORY / path
    return file.read_text(encoding="utf-8", errors="ignore") if file.is_file() else ""
