"""The `behavior` of an autoscaler: what it means where it says nothing, and what it is in the language.

https://github.com/kubernetes/kubernetes/blob/master/pkg/apis/autoscaling/v2/defaults.go
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from tocsin.adopt.objects.said import Reason
from tocsin.duration import format_duration

_ALL: Final = {"type": "Percent", "value": 100, "periodSeconds": 15}
_FOUR: Final = {"type": "Pods", "value": 4, "periodSeconds": 15}
_DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "scaleUp": {
        "stabilizationWindowSeconds": 0,
        "selectPolicy": "Max",
        "policies": [_FOUR, _ALL],
    },
    # How long it waits is an option of the controller.
    "scaleDown": {"selectPolicy": "Max", "policies": [_ALL]},
}
_WORDS: Final = {"scaleUp": "up", "scaleDown": "down"}
DISABLED: Final = "Disabled"
REASONS: Final[Mapping[tuple[str, ...], Reason]] = {
    ("behavior", "*", "policies"): Reason(text="each direction has one policy, `by:` in each `every:`, or those of Kubernetes"),
}


def plain(behavior: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `behavior` with what Kubernetes puts where nothing is said, and without what has no effect."""
    return {direction: _plain(direction, (behavior or {}).get(direction) or {}) for direction in _DEFAULTS}


def directions(behavior: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return `up:` and `down:`, as far as they say something.

    >>> directions({"scaleUp": {"policies": [{"type": "Pods", "value": 2, "periodSeconds": 60}]}, "scaleDown": {}})
    {'up': {'by': 2, 'every': '1m'}}
    """
    said = {word: _direction(direction, (behavior or {}).get(direction) or {}) for direction, word in _WORDS.items()}
    return {word: value for word, value in said.items() if value}


def _plain(direction: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    said = {**_DEFAULTS[direction], **{key: value for key, value in rules.items() if value is not None}}
    # Together, for one of two policies is not half of both.
    policies = () if said["selectPolicy"] == DISABLED else tuple(sorted(said["policies"], key=repr))
    return said | {"policies": policies} | ({"selectPolicy": "Max"} if len(policies) == 1 else {})


def _direction(direction: str, rules: Mapping[str, Any]) -> dict[str, Any]:
    usual, meant = _DEFAULTS[direction], _plain(direction, rules)
    said: dict[str, Any] = {}
    window = meant.get("stabilizationWindowSeconds")
    if window is not None and window != usual.get("stabilizationWindowSeconds"):
        said["window"] = seconds(window)
    match meant["policies"]:
        case [policy] if [policy] != usual["policies"]:
            share = policy["type"] == "Percent"
            said |= {"by": f"{policy['value']}%" if share else policy["value"], "every": seconds(policy["periodSeconds"])}
    return said | ({"disabled": True} if meant["selectPolicy"] == DISABLED else {})


def seconds(number: int) -> str:
    """Return a duration of whole seconds."""
    return format_duration(number * 1000)
