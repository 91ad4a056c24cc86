"""For GitLab: a report on code quality, of which a merge request shows what is new and what is mended.

https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Final

from tocsin.cli.formats import Report
from tocsin.cli.formats.fingerprint import fingerprint
from tocsin.diagnostics import Located, Severity

_SEVERITIES: Final[Mapping[Severity, str]] = {"error": "major", "warning": "minor"}


def written(report: Report) -> str:
    """Return a list with an object for each finding that is not allowed."""
    times: Counter[str] = Counter()
    findings = []
    for located in report.in_repository().found:
        known_by = fingerprint(located)
        times[known_by] += 1
        # Of two findings with one fingerprint GitLab keeps one.
        findings.append(_finding(located, f"{known_by}-{times[known_by]}" if times[known_by] > 1 else known_by))
    return json.dumps(findings, indent=2, ensure_ascii=False)


def _finding(located: Located, known_by: str) -> dict[str, object]:
    # The code stands in the text, too: a merge request shows no `check_name`.
    told = ": ".join(filter(None, (located.code, located.message, located.help)))
    notes = "".join(f"; {message} at {place.file}:{place.line}" for message, place in located.notes)
    return {
        "description": f"{told}{notes}",
        "check_name": located.code,
        "fingerprint": known_by,
        "severity": _SEVERITIES[located.severity],
        "location": {"path": located.span.file, "lines": {"begin": located.span.line}},
    }
