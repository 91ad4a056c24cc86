"""`make fuzz-proofs`: platforms that a person could have meant, and what of them the judges do not find proved."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent / "compiler")]

from fuzz.estates import Data, estate  # noqa: E402  # found by the path above
from fuzz.platforms import platform  # noqa: E402  # as above
from tocsin.diagnostics import Located  # noqa: E402  # as above
from tocsin.pipeline import Build, build  # noqa: E402  # as above
from tocsin.progress import silent  # noqa: E402  # as above
from tocsin.prove.alerts import prove_alerts  # noqa: E402  # as above
from tocsin.prove.everything import Judges, Subject, prove  # noqa: E402  # as above
from tocsin.prove.kept import Kept  # noqa: E402  # as above
from tocsin.verify import verify  # noqa: E402  # as above
from tocsin.verify.tools import find  # noqa: E402  # as above

_ROOT: Final = _TESTS.parent
_FILE: Final = "specs/shop/shop.yaml"
_SAFE: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DEEP: Final = {"models": 4, "components": 4, "defaults": 4, "recordings": 2, "receivers": 2}
"""Keys that lead to what can be left out, by section; of others all that there are."""


class _Dumper(_SAFE):  # type: ignore[misc]  # one of two classes
    """Writes everything where it stands: what is an alias has no place of its own."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002  # of whatever it is
        return True


def written(spec: Data) -> str:
    """Return a spec as YAML that has one key a line."""
    text: str = yaml.dump(spec, Dumper=_Dumper, sort_keys=False)
    return text


def compiled(spec: Data, told: Counter[str] | None = None) -> Build:
    """Compile `spec` without what the compiler refuses, which is taken out of it; `told` counts what it said, by code.

    Raises:
        AssertionError: what the platform cannot do without is refused: then it is not one that a person could have meant.
    """
    while True:
        text = written(spec)
        built = build({"shop": {_FILE: text.encode()}})
        if not built.diagnostics:
            return built
        if told is not None:
            told.update(each.code for each in built.diagnostics)
        for path, each in {_path(text, each.span.line): each for each in built.diagnostics}.items():
            _leave_out(spec, path[: _DEEP.get(path[0])], each)


def _leave_out(spec: Data, path: tuple[str, ...], told: Located) -> None:
    """Remove what is at `path`, unless it went with something else."""
    assert path[:1] != ("metrics",), told
    assert len(path) > 1, told
    holder: Any = spec
    for key in path[:-1]:
        holder = holder.get(key) if isinstance(holder, dict) else None
    if isinstance(holder, dict):
        holder.pop(path[-1], None)


def unproved(built: Build, promtool: Path, *, untold: bool) -> Iterator[str]:
    """Yield each alert whose proof fails, with its line and the first of what is wrong; `untold`: and each that no test asks about."""
    for each in built.compiled:
        texts = {artifact.path: artifact.text for artifact in each.artifacts}
        (found,) = prove_alerts([(each.platform, texts)], promtool=promtool, kept=Kept(None), judge="", progress=silent)
        for proof in found.proofs:
            wrong = proof.problems[0] if proof.problems else proof.unproved if untold else ""
            if wrong:
                yield f"{each.origins.span(proof.at, 'key').line}: {proof.alert} ({proof.severity}): {wrong}"


def wrong(built: Build, judges: Judges, *, untold: bool) -> Iterator[str]:
    """Yield what is wrong with what was compiled: proofs of alerts, routes and notifications, and what the judges of the files say.

    `untold`: and what nothing proves, such as an alert of which a guard reads the value's own series.
    """
    subjects = [
        Subject(
            platform=each.platform,
            origins=each.origins,
            written={artifact.path: artifact.text for artifact in each.artifacts},
            identity="",
        )
        for each in built.compiled
    ]
    for outcome in prove(subjects, judges, kept=Kept(None), progress=silent).outcomes:
        said = outcome.problems[0] if outcome.problems else outcome.unproved if untold and not outcome.excused else ""
        if said:
            yield f"{outcome.environment}:{outcome.span.line}: {outcome.kind} {outcome.name}: {said}"
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        (root / ".tools").symlink_to(_ROOT / ".tools")
        for path, text in built.artifacts.items():
            (root / "generated" / path).parent.mkdir(parents=True, exist_ok=True)
            (root / "generated" / path).write_text(text, encoding="utf-8")
        for each in verify(root, [each.platform for each in built.compiled], allow_missing=False).complaints:
            yield f"{each.judge}: {each.path}: {each.message}"


def found_tools() -> Judges | None:
    """Return the judges that `make tools` installs; None when one is missing."""
    tools = find(_ROOT)
    promtool, amtool = tools.found.get("promtool"), tools.found.get("amtool")
    if promtool is None or amtool is None:
        return None
    return Judges(
        promtool=promtool.path, amtool=amtool.path, default_templates=tools.default_templates, promtool_identity="", amtool_identity=""
    )


def _path(text: str, line: int) -> tuple[str, ...]:
    """Return the keys of the innermost mapping that stands at `line`."""
    node, found = yaml.compose(text, Loader=_LOADER), list[str]()
    while isinstance(node, yaml.MappingNode):
        above = [(key, value) for key, value in node.value if key.start_mark.line < line]
        if not above:
            break  # it is about the whole mapping
        key, node = above[-1]
        found.append(key.value)
    return tuple(found)


def main() -> int:
    """Run as the arguments say; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platforms", type=int, default=20, help="how many platforms")
    parser.add_argument("--seed", type=int, default=0, help="the first of them")
    parser.add_argument("--models", type=int, default=12, help="models of each")
    parser.add_argument("--thresholds", action="store_true", help="only platforms that have nothing else")
    parser.add_argument("--untold", action="store_true", help="show what nothing proves, too")
    parser.add_argument("--show", action="store_true", help="show the specs as they are compiled, and what was left out of them")
    given = parser.parse_args()
    judges = found_tools()
    if judges is None:
        parser.error("promtool or amtool is not in .tools/bin: run `make tools`")
    number, told = 0, Counter[str]()
    for seed in range(given.seed, given.seed + given.platforms):
        spec = (estate if given.thresholds else platform)(seed, models=given.models)
        built = compiled(spec, told)
        if given.show:
            print(written(spec))
        again = [] if compiled(spec).artifacts == built.artifacts else ["a second build makes something else"]
        for each in (*again, *wrong(built, judges, untold=given.untold)):
            number += 1
            print(f"--seed {seed}: {each}", flush=True)
    if given.show:
        print("left out:", ", ".join(f"{code} ({times})" for code, times in told.most_common()))
    print(f"{given.platforms} platforms, {number} things are wrong")
    return 1 if number else 0


if __name__ == "__main__":
    sys.exit(main())
