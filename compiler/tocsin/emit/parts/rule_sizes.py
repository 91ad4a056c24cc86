"""Divide rules so that each PrometheusRule stays below the sizes that prometheus-operator and `kubectl apply` accept."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Final

from tocsin import ir
from tocsin.division import divide
from tocsin.division.rule_groups import divided
from tocsin.yaml_writer import dumps

MAX_SPEC_BYTES: Final = 200_000
"""Far below both limits, for each counts the object in another notation.

The operator refuses a `spec` above 524,288 bytes of its own YAML, `MaxConfigMapDataSize`:
https://github.com/prometheus-operator/prometheus-operator/blob/main/pkg/operator/rules.go
`kubectl apply` copies the object as JSON into an annotation, and Kubernetes takes 262,144 bytes of these, `TotalAnnotationSizeLimitB`:
https://github.com/kubernetes/apimachinery/blob/master/pkg/api/validation/objectmeta.go
"""

_Rule = ir.Alert | ir.Recording


def cut(groups: Iterable[ir.RuleGroup], entry: Callable[[_Rule], Mapping[str, object]], limit: int = MAX_SPEC_BYTES) -> list[ir.RuleGroup]:
    """Return the groups with each one that is too large for an object of its own divided; `entry` is how a rule is written.

    A single rule above `limit` bytes cannot be divided.
    """
    return [
        piece
        for group in groups
        # Inside a group each line of a rule stands two columns further to the right, and names grow by a suffix.
        for piece in divided(group, limit - _HEAD - len(group.name), lambda rule: _size([entry(rule)], indent=2), before="large")
    ]


def pack(groups: Sequence[Mapping[str, object]], limit: int = MAX_SPEC_BYTES) -> dict[str, list[Mapping[str, object]]]:
    """Return the groups of each object by what its name ends in, each a `spec` of at most `limit` bytes of YAML, with stable names."""
    pieces = divide([str(group["name"]) for group in groups], [_size([group]) for group in groups], limit - len("groups:\n"))
    return {f".{name}" if name else "": [groups[index] for index in members] for name, members in pieces.items()}


_HEAD: Final = 300
"""More bytes than the keys of a group take, and what its name grows by."""


def _size(value: object, *, indent: int = 0) -> int:
    text = dumps(value)
    return len(text.encode()) + indent * text.count("\n")
