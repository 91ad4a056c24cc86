"""Translates the severities in packs into those of a platform that has others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_USUAL: Final = "warning"
_WORDS: Final = ("info", _USUAL, "critical")


def ranked(given: Mapping[str, Any], spec: Mapping[str, Any]) -> dict[str, Any]:
    """Return `given` with the severities of the platform in `spec`: its least, its usual and its gravest.

    The usual one is `warning`, or the second gravest, as for a threshold that names none. Where two become one, the first
    written is kept: of a ladder that is the step that is reached first.

    >>> ranked({"above": {"warning": "2s", "critical": "5s"}, "severity": "info"}, {"platform": {"severities": ["P3", "P2", "P1"]}})
    {'above': {'P2': '2s', 'P1': '5s'}, 'severity': 'P3'}
    >>> ranked({"above": {"warning": "2s", "critical": "5s"}}, {"platform": {"severities": ["page"]}})
    {'above': {'page': '2s'}}
    """
    platform = spec.get("platform")
    declared = platform.get("severities") if isinstance(platform, Mapping) else None
    known = [each for each in declared if isinstance(each, str)] if isinstance(declared, list) else []
    if not known or set(_WORDS) <= set(known):
        return dict(given)
    usual = _USUAL if _USUAL in known else known[max(0, len(known) - 2)]
    return _renamed(given, dict(zip(_WORDS, (known[0], usual, known[-1]), strict=True)))


def _renamed(given: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    renamed: dict[str, Any] = {}
    for key, value in given.items():
        inner = _renamed(value, words) if isinstance(value, Mapping) else value
        renamed.setdefault(words.get(key, key), words.get(str(inner), inner) if key == "severity" else inner)
    return renamed
