"""A report as JUnit's XML, which every CI server shows: one suite for each object, one case for each proof.

https://github.com/jenkinsci/xunit-plugin/blob/master/src/main/resources/org/jenkinsci/plugins/xunit/types/model/xsd/junit-10.xsd
https://github.com/windyroad/JUnit-Schema/blob/master/JUnit.xsd
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from tocsin.prove.report import Outcome, Report


def as_junit(report: Report, *, at: str, allow_unproved: bool, below: str = "") -> str:
    """Return the report as XML; `at` is when it was made, as `2026-01-05T09:00:00`.

    Files are named as their repository does, in which they are `below` a folder, `monitoring/`.
    What nothing proves is a failure; where the spec says why, and with `allow_unproved`, a test that was left out.
    """
    suites: dict[tuple[str, str, str], list[Outcome]] = {}
    for each in report.outcomes:
        suites.setdefault((each.environment, each.platform, each.suite), []).append(each)
    root = Element("testsuites")
    for number, ((environment, platform, suite), outcomes) in enumerate(suites.items()):
        element = SubElement(root, "testsuite", _attributes(outcomes, allow_unproved=allow_unproved))
        package = f"{environment}.{platform}"
        element.attrib.update(package=package, id=str(number), name=f"{package}.{suite}", timestamp=at, hostname="localhost")
        SubElement(element, "properties")
        for name, outcome in zip(_names(outcomes), outcomes, strict=True):
            _case(element, outcome, name, f"{package}.{suite}", allow_unproved=allow_unproved, below=below)
        SubElement(element, "system-out")
        SubElement(element, "system-err")
    indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{tostring(root, encoding="unicode")}\n'


def _attributes(outcomes: Sequence[Outcome], *, allow_unproved: bool) -> dict[str, str]:
    left_out = sum(_left_out(each, allow_unproved=allow_unproved) for each in outcomes)
    return {
        "tests": str(len(outcomes)),
        "failures": str(sum(not each.proved for each in outcomes) - left_out),
        "errors": "0",
        "skipped": str(left_out),
        "time": f"{sum(each.seconds for each in outcomes):.3f}",
    }


def _names(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Yield a name for each that no other in its suite has: of two with one name GitLab keeps one."""
    times: Counter[str] = Counter()
    for outcome in outcomes:
        of, over = (f" of {outcome.of}" if outcome.of else ""), (f", over {' and '.join(outcome.windows)}" if outcome.windows else "")
        name = f"{outcome.name or 'tests'}{of}{over}"
        times[name] += 1
        yield f"{name} #{times[name]}" if times[name] > 1 else name


def _case(suite: Element, outcome: Outcome, name: str, package: str, *, allow_unproved: bool, below: str) -> None:
    case = SubElement(suite, "testcase", {"name": name, "classname": package, "time": f"{outcome.seconds:.3f}"})
    if outcome.proved:
        return
    messages = [*outcome.problems, *([f"not proved: {outcome.unproved}"] if outcome.unproved else [])]
    kind = "skipped" if _left_out(outcome, allow_unproved=allow_unproved) else "failure"
    told = SubElement(case, kind, {"message": _printable(messages[0])})
    if kind == "failure":
        told.set("type", f"prove/{outcome.kind}")
        place = f"{below}{outcome.span.file}:{outcome.span.line}:{outcome.span.column}"
        told.text = _printable("\n".join((*messages, place)))


def _left_out(outcome: Outcome, *, allow_unproved: bool) -> bool:
    return bool(outcome.unproved) and not outcome.problems and (allow_unproved or outcome.excused)


def _printable(text: str) -> str:
    # XML 1.0 cannot hold the others, not even escaped. https://www.w3.org/TR/xml/#charsets
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text)


_FORBIDDEN: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
