"""One case: a small spec, why it is here, and the generated files that it is about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tocsin.ir import Platform
from tocsin.pipeline import Build, build

CASES = Path(__file__).parent / "cases"
_REPOSITORY = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A folder below `cases/`: its specs, and in `expected/` every file that its comment `# shows:` names."""

    name: str
    folder: Path
    specs: Mapping[str, bytes]

    @property
    def reason(self) -> str:
        """The first comment: why the case is here, as a sentence."""
        return self._comment(r"# (\S.*)")

    @property
    def shows(self) -> tuple[str, ...]:
        """The second comment: the folders or files, below the platform's, that the case is about."""
        return tuple(self._comment(r"# .*\n# shows: (.+)").split(", "))

    @property
    def expected(self) -> Path:
        """Where the expected files are, at the paths below the platform's folder."""
        return self.folder / "expected"

    def goldens(self) -> dict[str, str]:
        """Return the expected files."""
        paths = sorted(path for path in self.expected.rglob("*") if path.is_file())
        return {path.relative_to(self.expected).as_posix(): path.read_text(encoding="utf-8") for path in paths}

    def build(self) -> Build:
        """Compile the case; once, however often it is asked."""
        return build_of(self.name)

    def platforms(self) -> tuple[Platform, ...]:
        """Return the IR of each environment."""
        return tuple(each.platform for each in self.build().compiled)

    def generated(self) -> dict[str, str]:
        """Return every generated file below the platform's folder; of several environments, below `<environment>/`."""
        compiled = self.build().compiled
        return {
            artifact.path if len(compiled) == 1 else f"{each.platform.environment}/{artifact.path}": artifact.text
            for each in compiled
            for artifact in each.artifacts
        }

    def shown(self) -> dict[str, str]:
        """Return the generated files that the case is about."""
        return {path: text for path, text in self.generated().items() if any(within(path, wanted) for wanted in self.shows)}

    def _comment(self, pattern: str) -> str:
        match = re.match(pattern, next(iter(self.specs.values())).decode())
        if match is None:
            raise ValueError(f"{self.folder}: start the first spec with its reason and `# shows: <folders>`")
        return match[1]


def all_folders() -> dict[str, dict[str, bytes]]:
    """Return the spec files of every case and of every platform of this repository, by folder."""
    return {folder: dict(specs) for folder, specs in _folders().items()}


@cache
def build_of(folder: str) -> Build:
    """Compile one of `all_folders`; once, however often it is asked."""
    return build({folder: _folders()[folder]})


def write(artifacts: Mapping[str, str], folder: Path) -> None:
    """Write generated files below `folder`."""
    for path, text in artifacts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")


def within(path: str, wanted: str) -> bool:
    """Tell whether `path` is `wanted`, or in the folder `wanted`.

    >>> within("rules/a.yaml", "rules"), within("rules/a.yaml", "rules/a.yaml"), within("rules-old/a.yaml", "rules")
    (True, True, False)
    """
    return path == wanted or path.startswith(f"{wanted}/")


@cache
def all_cases() -> tuple[Case, ...]:
    """Return every case."""
    return tuple(
        Case(
            name=folder.name,
            folder=folder,
            specs={f"specs/{folder.name}/{path.name}": path.read_bytes() for path in sorted(folder.glob("*.yaml"))},
        )
        for folder in sorted(CASES.iterdir())
    )


@cache
def _folders() -> dict[str, dict[str, bytes]]:
    folders = {case.name: dict(case.specs) for case in all_cases()}
    for path in sorted((_REPOSITORY / "specs").glob("*/*.yaml")):
        folders.setdefault(path.parent.name, {})[path.relative_to(_REPOSITORY).as_posix()] = path.read_bytes()
    return folders
