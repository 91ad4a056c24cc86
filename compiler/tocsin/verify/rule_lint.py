"""What promtool accepts in rule files although something behind it does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from tocsin import source
from tocsin.verify.complaint import Fault
from tocsin.verify.walk import mapping, mappings

_METRIC: Final = re.compile(r"[a-zA-Z_:][a-zA-Z0-9_:]*")
_LABEL: Final = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")


def names(document: object) -> Iterator[Fault]:
    """Yield names that are not legacy names.

    promtool 3 accepts any UTF-8; Prometheus 2 does not, nor does the operator's webhook by default, and the operator then drops
    the whole object: https://prometheus-operator.dev/docs/platform/webhook/ (`--name-validation-scheme`).
    """
    for path, rule in _rules(document):
        record = rule.get("record")
        if record is not None and not _METRIC.fullmatch(str(record)):
            yield _illegal((*path, "record"), "metric", record)
        for field in ("labels", "annotations"):
            for name in mapping(rule.get(field)):
                if not _LABEL.fullmatch(str(name)):
                    yield _illegal((*path, field, name), field.removesuffix("s"), name)


def same_series(files: Mapping[str, object]) -> Iterator[tuple[str, Fault]]:
    """Yield recordings that write the same series as one in an earlier file; promtool compares within one file only."""
    written: dict[tuple[object, ...], str] = {}
    for file, document in sorted(files.items()):
        for path, rule in _rules(document):
            if "record" not in rule:
                continue
            series = (rule["record"], *sorted(mapping(rule.get("labels")).items()))
            first = written.setdefault(series, file)
            if first != file:
                said = f"`{rule['record']}` is recorded with the same labels in `{first}`"
                yield file, Fault(path=path, message=said, help="record a series once, or give each recording a label of its own")


def _illegal(path: source.KeyPath, kind: str, name: object) -> Fault:
    return Fault(path=path, message=f"`{name}` is no {kind} name for prometheus-operator", help="use letters, digits and `_` only")


def _rules(document: object) -> Iterator[tuple[source.KeyPath, Mapping[str, Any]]]:
    for group_index, group in mappings(mapping(document).get("groups")):
        for rule_index, rule in mappings(group.get("rules")):
            yield ("groups", group_index, "rules", rule_index), rule
