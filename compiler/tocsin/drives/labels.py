"""Values of labels that satisfy matchers, and such that violate exactly one of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from tocsin.catalog.vocabulary import PARTS
from tocsin.measures import Series
from tocsin.promql import Matcher
from tocsin.regex.patterns import examples, matches, one_of, satisfies

_OTHER = "another"
_USUAL = ("1", "a")
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
    """Yield each matcher with labels like `labels` which it alone refuses; a pattern that takes everything refuses nothing.

    What must match none of several is given with each of these.
    """
    for matcher in matchers:
        every = matcher.op == "!~"
        match matcher.op:
            case "=":
                values: tuple[str, ...] = (_OTHER, f"yet-{_OTHER}", "")
            case "=~":
                # Nearly what is asked for, such as the pods of a workload whose name goes on: what takes it takes too much.
                values = (f"{labels.get(matcher.label, '')}-{_OTHER}", _OTHER, f"yet-{_OTHER}", "")
            case "!=":
                values = (matcher.value,)
            case _:
                values = tuple(dict.fromkeys((example(matcher.value), *alternatives(matcher.value))))
        for value in values:
            others = {label: text for label, text in {**labels, matcher.label: value}.items() if text}
            if [each for each in matchers if not agrees(each, others)] == [matcher]:
                yield matcher, others
                if not every:
                    break


def takes(series: Series, metric: str, labels: Mapping[str, str]) -> bool:
    """Tell whether `series` reads a metric with `labels`."""
    return is_of(series, metric) and all(agrees(matcher, labels) for matcher in series.matchers)


def is_of(series: Series, metric: str) -> bool:
    """Tell whether an exporter serves `series` as `metric`: itself, or of what it observes the buckets, the count or the sum."""
    return metric in {series.metric, *(series.metric + suffix for suffix in PARTS)}


def agrees(matcher: Matcher, labels: Mapping[str, str]) -> bool:
    """Tell whether `matcher` takes a series with `labels`."""
    return satisfies(matcher.op, matcher.value, labels.get(matcher.label, ""))


@lru_cache(maxsize=4096)
def example(pattern: str) -> str:
    r"""Return a text that the RE2 `pattern` matches, with something for each of its wildcards.

    >>> example("granite-.*"), example("a|b"), example(r"gpt-4\.1-[0-9]+"), example("5..")
    ('granite-a', 'a', 'gpt-4.1-0', '5aa')
    """
    return max((*examples(pattern), *(text for text in _USUAL if matches(pattern, text))), key=len, default=pattern)


@lru_cache(maxsize=4096)
def alternatives(pattern: str) -> tuple[str, ...]:
    """Return for each alternative of the RE2 `pattern` a text that only it may match; none when it has none.

    >>> alternatives("500|502|503"), alternatives("eu-(west|east)"), alternatives("a|a.*"), alternatives("5..")
    (('500', '502', '503'), ('eu-west', 'eu-east'), ('aa',), ())
    """
    found = [(example(alone), without) for _, alone, without in one_of(pattern)]
    return tuple(dict.fromkeys(text for text, without in found if not matches(without, text)))


@lru_cache(maxsize=4096)
def another(pattern: str) -> str:
    r"""Return another text than `example` that the RE2 `pattern` matches; the same when none is near at hand.

    >>> another("granite-.*"), another("a|b"), another("eu-(west|east)-[0-9]"), another("a")
    ('granite-2', 'b', 'eu-west-2', 'a')
    """
    usual = example(pattern)
    near = (usual[:at] + "2" + usual[at + 1 :] for at in range(len(usual) - 1, -1, -1))
    return next((text for text in (*near, usual + "2", *examples(pattern)) if text and text != usual and matches(pattern, text)), usual)
