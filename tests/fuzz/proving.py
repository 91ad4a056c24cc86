"""`make fuzz-proofs`: platforms that a person could have meant, and which of their alerts promtool does not find proved."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

_TESTS = Path(__file__).parents[1]
sys.path[:0] = [str(_TESTS), str(_TESTS.parent / "compiler")]

from fuzz.estates import Data, estate  # noqa: E402  # found by the path above
from tocsin.pipeline import Build, build  # noqa: E402  # as above
from tocsin.progress import unheard  # noqa: E402  # as above
from tocsin.prove.alerts import prove_alerts  # noqa: E402  # as above
from tocsin.prove.kept import Kept  # noqa: E402  # as above

_FILE = "specs/shop/shop.yaml"
_DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_OF_A_MODEL = 4
"""Keys that lead to a threshold or an objective."""


def compiled(spec: Data) -> Build:
    """Compile `spec` without the thresholds and objectives that the compiler refuses, which are taken out of it.

    Raises:
        AssertionError: something else is refused: then the platform is not one that a person could have meant.
    """
    while True:
        text = yaml.dump(spec, Dumper=_DUMPER, sort_keys=False)
        built = build({"shop": {_FILE: text.encode()}})
        if not built.diagnostics:
            return built
        for path, told in {_path(text, each.span.line): each for each in built.diagnostics}.items():
            assert path[:1] == ("models",), told
            del spec["models"][path[1]][path[2]][path[3]]


def unproved(built: Build, promtool: Path, *, untold: bool) -> Iterator[str]:
    """Yield each alert whose proof fails, with its line and the first of what is wrong; `untold`: and each that no test asks about."""
    for each in built.compiled:
        written = {artifact.path: artifact.text for artifact in each.artifacts}
        (found,) = prove_alerts([(each.platform, written)], promtool=promtool, kept=Kept(None), judge="", progress=unheard)
        for proof in found.proofs:
            wrong = proof.problems[0] if proof.problems else proof.unproved if untold else ""
            if wrong:
                yield f"{each.origins.span(proof.at, 'key').line}: {proof.alert} ({proof.severity}): {wrong}"


def _path(text: str, line: int) -> tuple[str, ...]:
    """Return the keys of the innermost threshold or objective that stands at `line`."""
    node, found = yaml.compose(text, Loader=_LOADER), list[str]()
    while isinstance(node, yaml.MappingNode) and len(found) < _OF_A_MODEL:
        key, node = [(key, value) for key, value in node.value if key.start_mark.line < line][-1]
        found.append(key.value)
    return tuple(found)


def main() -> int:
    """Run as the arguments say; 1 when something was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--platforms", type=int, default=20, help="how many platforms")
    parser.add_argument("--seed", type=int, default=0, help="the first of them")
    parser.add_argument("--models", type=int, default=12, help="models of each")
    given = parser.parse_args()
    promtool = shutil.which("promtool", path=str(_TESTS.parent / ".tools" / "bin"))
    if promtool is None:
        parser.error("promtool is not in .tools/bin: run `make tools`")
    wrong = 0
    for seed in range(given.seed, given.seed + given.platforms):
        spec = estate(seed, models=given.models)
        found = list(unproved(compiled(spec), Path(promtool), untold=False))
        wrong += len(found)
        for each in found:
            print(f"--seed {seed}: {each}", flush=True)
    print(f"{given.platforms} platforms, {wrong} alerts are not proved")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
