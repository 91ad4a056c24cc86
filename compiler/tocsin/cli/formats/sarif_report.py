"""For code scanning: SARIF 2.1.0, also of what is allowed, with the reason.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote

from tocsin import __version__
from tocsin.cli.formats import Report
from tocsin.cli.formats.fingerprint import fingerprint
from tocsin.diagnostics import Located
from tocsin.diagnostics.mend import edit_of
from tocsin.source import Span

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "%SRCROOT%"
"""What relative names are relative to, by the name that GitHub gives it."""

Json = dict[str, object]


def written(report: Report) -> str:
    """Return one log with one run."""
    report = report.in_repository()
    codes = sorted({each.code for each in (*report.found, *(allowed.located for allowed in report.allowed))})
    index = {code: number for number, code in enumerate(codes)}
    results = [_result(located, index, report.texts) for located in report.found]
    for allowed in report.allowed:
        suppression = {"kind": "inSource", "status": "accepted", "justification": allowed.reason}
        results.append({**_result(allowed.located, index, report.texts), "suppressions": [suppression]})
    driver = {"name": "tocsin", "version": __version__, "rules": [_rule(code, report) for code in codes]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2, ensure_ascii=False)


def _rule(code: str, report: Report) -> Json:
    explained = report.explained.get(code)
    if explained is None:
        return {"id": code}
    rule: Json = {"id": code, "shortDescription": {"text": explained.summary}}
    return {**rule, "fullDescription": {"text": explained.why}} if explained.why else rule


def _result(located: Located, index: Mapping[str, int], texts: Mapping[str, str]) -> Json:
    words = f"{located.message}: {located.help}" if located.help else located.message
    result: Json = {
        "ruleId": located.code,
        "ruleIndex": index[located.code],
        "level": located.severity,
        "message": {"text": words},
        "locations": [{"physicalLocation": _place(located.span)}],
        "partialFingerprints": {"finding/v1": fingerprint(located)},
    }
    if located.notes:
        result["relatedLocations"] = [{"message": {"text": message}, "physicalLocation": _place(span)} for message, span in located.notes]
    edit = edit_of(located, texts.get(located.span.file, ""))
    if edit is not None:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.text}}
        change = {"artifactLocation": _artifact(edit.span.file), "replacements": [replacement]}
        result["fixes"] = [{"description": {"text": located.help}, "artifactChanges": [change]}]
    return result


def _place(span: Span) -> Json:
    return {"artifactLocation": _artifact(span.file), "region": _region(span)}


def _artifact(file: str) -> Json:
    return {"uri": quote(file), "uriBaseId": _ROOT}


def _region(span: Span) -> Json:
    return {"startLine": span.line, "startColumn": span.column, "endLine": span.end_line, "endColumn": span.end_column}
