"""Labels that satisfy matchers, and labels that violate one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tocsin.promql import Matcher

OTHER = "another"


def satisfying(matchers: Sequence[Matcher], by: Sequence[str] = (), *, turn: int = 1) -> dict[str, str]:
    """Return labels that all of `matchers` match; each of `by` that they leave open has the value number `turn`."""
    labels: dict[str, str] = {}
    for matcher in matchers:
        match matcher.op:
            case "=":
                labels[matcher.label] = matcher.value
            case "=~":
                # Two patterns on one label: what the first one gave may satisfy both.
                known = labels.get(matcher.label)
                if known is None or not re.fullmatch(matcher.value, known):
                    labels[matcher.label] = example(matcher.value)
            case _:
                labels.setdefault(matcher.label, f"{matcher.label}-{turn}")
    for label in by:
        labels.setdefault(label, f"{label}-{turn}")
    return {label: value for label, value in labels.items() if value}


def strangers(matchers: Sequence[Matcher], labels: Mapping[str, str]) -> Iterator[tuple[Matcher, dict[str, str]]]:
    """Yield each matcher with labels like `labels` which it alone refuses."""
    for matcher in matchers:
        match matcher.op:
            case "=":
                value = OTHER
            case "=~":
                value = OTHER if not re.fullmatch(matcher.value, OTHER) else ""
            case "!=":
                value = matcher.value
            case _:
                value = example(matcher.value)
        yield matcher, {label: text for label, text in {**labels, matcher.label: value}.items() if text}


def example(pattern: str) -> str:
    r"""Return a text that the RE2 `pattern` matches; patterns are those that people write: alternatives, wildcards, classes.

    >>> example("granite-.*"), example("a|b"), example(r"gpt-4\.1-[0-9]+"), example("5..")
    ('granite-1', 'a', 'gpt-4.1-1', '511')
    """
    text = _first_alternative(pattern)
    text = re.sub(r"\((?:\?:|\?P<\w+>)?([^()]*)\)[*?+]?", lambda found: example(found[1]), text)
    text = re.sub(r"(?<!\\)\[\^[^]]*\][+*]?|(?<!\\)\.[*+]?|\\[dw][*+]?(?:\{\d+\})?", "1", text)
    text = re.sub(r"\[([^]])[^]]*\][+*]?(?:\{(\d+)[^}]*\})?", lambda found: _of_class(found[0], found[1]) * int(found[2] or 1), text)
    text = re.sub(r"\\(.)", r"\1", text).replace("^", "").replace("$", "")
    return text if re.fullmatch(pattern, text) else _searched(pattern, text)


def _of_class(whole: str, first: str) -> str:
    return "1" if "0-9" in whole or r"\d" in whole else first


def _first_alternative(pattern: str) -> str:
    depth, escaped = 0, False
    for index, character in enumerate(pattern):
        if escaped:
            escaped = False
        elif character == "\\":
            escaped = True
        elif character in "([":
            depth += 1
        elif character in ")]":
            depth -= 1
        elif character == "|" and depth == 0:
            return pattern[:index]
    return pattern


def _searched(pattern: str, near: str) -> str:
    """Return something like `near` that matches: what an optional part or a repetition made of it."""
    for text in (near.replace("?", ""), near.replace("?", "").replace("+", "").replace("*", ""), near + "1", "1", "a", ""):
        if re.fullmatch(pattern, text):
            return text
    return near
