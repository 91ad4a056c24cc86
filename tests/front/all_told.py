"""Print what is told of every spec with mistakes that the tests have: a program, for it asks what another hash seed makes of them."""

from __future__ import annotations

from pathlib import Path

from front.mistaken import CASES, files, report, told

_CHECKS = Path(__file__).parents[1] / "checks"


def main() -> None:
    """Print a report for each case, in the order of their names."""
    specs = {path.stem: files(path.stem) for path in CASES.glob("*.yaml")}
    specs |= {f"{path.parent.name}/{path.stem}": {"specs/shop/spec.yaml": path.read_bytes()} for path in _CHECKS.glob("*/*.yaml")}
    for name, content in sorted(specs.items()):
        print(name, report(told(content), content), sep="\n")  # noqa: T201  # it is read


if __name__ == "__main__":
    main()
