"""Labels that satisfy matchers, and labels that violate one of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from tocsin.patterns import examples, matches
from tocsin.promql import Matcher

_OTHER = "another"
_ONE = 3
"""From this turn on one label differs, not all."""


def satisfying(matchers: Sequence[Matcher], by: tuple[str, ...] = (), *, turn: int = 1) -> dict[str, str]:
    """Return labels that all of `matchers` match; each of `by` that they leave open has the value number `turn`.

    From the third turn on only one of them differs from the first turn, in the third the first of `by`.
    """
    labels: dict[str, str] = {}

    def number(label: str) -> int:
        return turn if turn < _ONE or by[turn - _ONE : turn - _ONE + 1] == (label,) else 1

    for matcher in matchers:
        match matcher.op:
            case "=":
                labels[matcher.label] = matcher.value
            case "=~":
                # Two patterns on one label: what the first one gave may satisfy both.
                known = labels.get(matcher.label)
                if known is None or not matches(matcher.value, known):
                    labels[matcher.label] = (
                        example(matcher.value) if matcher.label not in by or number(matcher.label) == 1 else another(matcher.value)
                    )
            case _:
                # What refuses every text takes the label's absence.
                usual = f"{matcher.label}-{number(matcher.label)}"
                labels.setdefault(matcher.label, usual if agrees(matcher, {matcher.label: usual}) else "")
    for label in by:
        labels.setdefault(label, f"{label}-{number(label)}")
    return {label: value for label, value in labels.items() if value}


def strangers(matchers: Sequence[Matcher], labels: Mapping[str, str]) -> Iterator[tuple[Matcher, dict[str, str]]]:
    """Yield each matcher with labels like `labels` which it alone refuses; a pattern that takes everything refuses nothing."""
    for matcher in matchers:
        match matcher.op:
            case "=" | "=~":
                values: tuple[str, ...] = (_OTHER, f"yet-{_OTHER}", "")
            case "!=":
                values = (matcher.value,)
            case _:
                values = (example(matcher.value),)
        for value in values:
            others = {label: text for label, text in {**labels, matcher.label: value}.items() if text}
            if [each for each in matchers if not agrees(each, others)] == [matcher]:
                yield matcher, others
                break


def agrees(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    """Tell whether `matcher` takes a series with `labels`."""
    value = labels.get(matcher.label, "")
    match matcher.op:
        case "=":
            return value == matcher.value
        case "!=":
            return value != matcher.value
        case "=~":
            return matches(matcher.value, value)
        case _:
            return not matches(matcher.value, value)


def example(pattern: str) -> str:
    r"""Return a text that the RE2 `pattern` matches; patterns are those that people write: alternatives, wildcards, classes.

    >>> example("granite-.*"), example("a|b"), example(r"gpt-4\.1-[0-9]+"), example("5..")
    ('granite-1', 'a', 'gpt-4.1-1', '511')
    """
    text = re.sub(r"\(\?[A-Za-z-]+\)", "", _first_alternative(pattern))
    text = re.sub(r"\((?:\?:|\?P<\w+>)?([^()]*)\)[*?+]?", lambda found: example(found[1]), text)
    text = re.sub(r"(?<!\\)\[\^[^]]*\][+*]?|(?<!\\)\.[*+]?|\\[dw][*+]?(?:\{\d+\})?", "1", text)
    text = re.sub(r"\[([^]])[^]]*\][+*]?(?:\{(\d+)[^}]*\})?", lambda found: _of_class(found[0], found[1]) * int(found[2] or 1), text)
    text = re.sub(r"(\w)\{(\d+)(?:,\d*)?\}", lambda found: found[1] * int(found[2]), text)
    text = re.sub(r"\\(.)", r"\1", text).replace("^", "").replace("$", "")
    return text if matches(pattern, text) else _searched(pattern, text)


def another(pattern: str) -> str:
    r"""Return another text than `example` that the RE2 `pattern` matches; the same when none is near at hand.

    >>> another("granite-.*"), another("a|b"), another("eu-(west|east)-[0-9]"), another("a")
    ('granite-2', 'b', 'eu-west-2', 'a')
    """
    usual = example(pattern)
    near = (usual[:at] + "2" + usual[at + 1 :] for at in range(len(usual) - 1, -1, -1))
    others = (example(pattern.removeprefix(_first_alternative(pattern)).removeprefix("|")), *near, usual + "2")
    return next((text for text in others if text != usual and matches(pattern, text)), usual)


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
    likely = (near.replace("?", ""), near.replace("?", "").replace("+", "").replace("*", ""), near + "1", "1", "a", "", *examples(pattern))
    return next((text for text in likely if matches(pattern, text)), near)
