"""`make fuzz-parsers`: atheris looks for inputs that reach more of the readers of YAML, PromQL, durations, quantities and schedules.

What they read is small and has no structure of its own to keep, so that coverage guides better than mutations of data do. atheris is made
for Linux only and is no dependency of this repository: the target installs it below `.tools/`. Options are libFuzzer's: `-runs=100000`.
"""

from __future__ import annotations

import sys
from pathlib import Path

_REPOSITORY = Path(__file__).parents[2]
sys.path[:0] = [str(_REPOSITORY / ".tools" / "atheris"), str(_REPOSITORY / "tests"), str(_REPOSITORY / "compiler")]

import atheris  # type: ignore[import-untyped,unused-ignore]  # noqa: E402  # found by the path above

with atheris.instrument_imports(include=["tocsin"]):
    from tocsin import promql
    from tocsin.duration import parse_duration
    from tocsin.load import load
    from tocsin.source import comments
    from tocsin.units import parse_quantity
    from tocsin.versions import parse_version

_LONGEST = 2000


def read(content: bytes) -> None:
    """Give some bytes to every reader; whatever one of them raises is a finding."""
    if not isinstance(load({"specs/shop/spec.yaml": content}), tuple):
        tuple(comments(content.decode("utf-8-sig")))
    text = content.decode(errors="replace")
    parse_duration(text)
    parse_quantity(text)
    parse_version(text)
    parsed = promql.parse(text)
    if not isinstance(parsed, promql.ParseFailure):
        written = promql.to_text(parsed)
        promql.pretty(parsed)
        again = promql.parse(written)
        if isinstance(again, promql.ParseFailure) or promql.to_text(again) != written:
            raise RuntimeError(f"{text!r} is written as {written!r}, which says something else")


def main() -> None:
    """Run until the options say to stop, or something is found."""
    atheris.Setup([*sys.argv, f"-max_len={_LONGEST}", "-timeout=5"], read)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
