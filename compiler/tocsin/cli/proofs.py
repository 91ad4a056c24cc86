"""Show what was proved: what is wrong at its line of a spec, and a summary."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Final

import click
from msgspec import to_builtins

from tocsin.cli import specs
from tocsin.diagnostics import Located

if TYPE_CHECKING:
    from tocsin.prove.report import Outcome, Remark, Report
    from tocsin.source import Span

_SHOWN: Final = 2
"""What is wrong at one time is mostly wrong at others, too; JSON and JUnit have all."""
_HELP: Final = {
    "alert": "mend the `proof:` of its metric where it has one, whose series bring another value about; else please report the line",
    "route": "what was written sends it elsewhere than the spec says: please report it, with the routes",
    "notification": "change the text, or the annotations that it shows",
}


def show(
    report: Report, texts: Mapping[str, str], style: str, *, remarks: bool, seconds: float, more: Mapping[str, object] | None = None
) -> None:
    """Print a report about the spec files `texts`: for people, or as JSON for tools, then with `more` in it."""
    if style == "json":
        click.echo(json.dumps({**_data(report, seconds), **(more or {})}, indent=2, ensure_ascii=False))
        return
    located = [*(_failures(report.failed)), *(_remarks(report.remarks) if remarks else ())]
    specs.show(located, texts, everything="tocsin prove --format json")
    for line in _summary(report, seconds, remarks=remarks):
        click.echo(line)


def _failures(outcomes: Iterable[Outcome]) -> Iterator[Located]:
    from tocsin.prove.report import places

    for (span, name, _), found in places(tuple(outcomes)).items():
        what = f"`{name}`" if name else "the tests"
        problems = found[0].problems
        more = f"; and {len(problems) - _SHOWN} times more" if len(problems) > _SHOWN else ""
        message = f"{what} of {_where(found)}: {'; '.join(problems[:_SHOWN])}{more}"
        yield Located(code=f"prove/{found[0].kind}", message=message, help=_HELP[found[0].kind], span=span, severity="error")


def _remarks(remarks: Iterable[Remark]) -> Iterator[Located]:
    for (code, message, span), found in _said(remarks).items():
        yield Located(code=code, message=f"{message}; in {_where(found)}", help="", span=span, severity="warning")


def _said(remarks: Iterable[Remark]) -> dict[tuple[str, str, Span], list[Remark]]:
    """Return remarks by what they say and where: a tree may be another one in each environment."""
    found: dict[tuple[str, str, Span], list[Remark]] = {}
    for each in remarks:
        found.setdefault((each.code, each.message, each.span), []).append(each)
    return found


def _summary(report: Report, seconds: float, *, remarks: bool) -> Iterator[str]:
    from tocsin.prove.report import KINDS, places

    for title, outcomes in (("not proved:", report.unproved), ("not proved, and the spec says why:", report.excused)):
        if outcomes:
            yield title
        for (span, name, why), found in places(outcomes).items():
            yield f"  {span.file}:{span.line}:{span.column}: {name} of {_where(found)}: {why}"
    for kind in KINDS:
        proved, total = report.count(kind)
        others = {"wrong": report.failed, "excused": report.excused}
        counts = {what: sum(each.kind == kind for each in outcomes) for what, outcomes in others.items()}
        yield ", ".join([f"{kind}s: {proved} of {total} proved", *(f"{number} {what}" for what, number in counts.items() if number)])
    if report.remarks and not remarks:
        codes = Counter(code for code, _, _ in _said(report.remarks))
        yield f"remarks on routing: {', '.join(f'{number} {code}' for code, number in sorted(codes.items()))}; `--remarks` shows them"
    yield f"{report.ran} of {report.tests} tests were run, {report.tests - report.ran} passed before and are the same; {seconds:.2f} s"


def _where(outcomes: Iterable[Outcome | Remark]) -> str:
    return ", ".join(sorted({f"{each.environment}/{each.platform}" for each in outcomes}))


def _data(report: Report, seconds: float) -> dict[str, object]:
    from tocsin.prove.report import KINDS

    counts = {f"{kind}s": dict(zip(("proved", "total"), report.count(kind), strict=True)) for kind in KINDS}
    return {
        **counts,
        "tests": {"total": report.tests, "ran": report.ran},
        "seconds": round(seconds, 3),
        "failed": [to_builtins(each) for each in report.failed],
        "unproved": [to_builtins(each) for each in report.unproved],
        "excused": [to_builtins(each) for each in report.excused],
        "remarks": [to_builtins(each) for each in report.remarks],
    }
