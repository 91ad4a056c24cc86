"""Relabelings that the language has words for: labels that a target gets, labels of its pods, and metrics that are dropped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

_POD_LABEL: Final = "__meta_kubernetes_pod_label_"
_NO_LABEL: Final = re.compile(r"[^a-zA-Z0-9_]")
_DEFAULTS: Final = {"action": "replace", "separator": ";", "replacement": "$1"}
_ANY: Final = frozenset({"(.*)", "(.+)", ".*", ".+"})
"""What takes the label of a pod as it is; of an empty one the target gets none, either way."""
_NAME: Final = ["__name__"]


def plain(rules: Iterable[Mapping[str, Any]], pod_labels: Iterable[str]) -> list[dict[str, Any]]:
    """Return relabelings, and labels of pods that are copied as they are called, without defaults; sorted where the order says nothing."""
    copied = [{"sourceLabels": [f"{_POD_LABEL}{_word(each)}"], "targetLabel": _word(each)} for each in pod_labels]
    found = [*map(_plain, rules), *copied]
    simple = all(_is_static(each) or _is_of_pod(each) for each in found) and len({each["targetLabel"] for each in found}) == len(found)
    return sorted(found, key=lambda each: str(each["targetLabel"])) if simple else found


def labels(rules: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """Return the labels that plain relabelings give, and those that they take from pods, in the words of `scrape:`."""
    static = {each["targetLabel"]: each["replacement"].replace("$$", "$") for each in rules if _is_static(each)}
    of_pods = {each["targetLabel"]: each["sourceLabels"][0].removeprefix(_POD_LABEL) for each in rules if _is_of_pod(each)}
    return {key: found for key, found in (("labels", static), ("pod_labels", of_pods)) if found}


def dropped(rules: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the regular expressions of the names that are dropped."""
    return [each["regex"] for each in rules if each.get("action") == "drop" and each.get("sourceLabels") == _NAME and "regex" in each]


def _plain(rule: Mapping[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in rule.items() if _DEFAULTS.get(key) != (value.lower() if key == "action" else value)}
    if len(rule.get("sourceLabels") or ()) < 2 and said.get("regex") in _ANY:  # noqa: PLR2004  # of one nothing is separated
        said.pop("regex")
    return said


def _is_static(rule: Mapping[str, Any]) -> bool:
    return rule.keys() == {"targetLabel", "replacement"} and "$" not in rule["replacement"].replace("$$", "")


def _is_of_pod(rule: Mapping[str, Any]) -> bool:
    return (
        rule.keys() == {"sourceLabels", "targetLabel"} and len(rule["sourceLabels"]) == 1 and rule["sourceLabels"][0].startswith(_POD_LABEL)
    )


def _word(label: str) -> str:
    return _NO_LABEL.sub("_", label)
