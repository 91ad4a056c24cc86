"""How the conditions of a `where` and the matchers of a model's own series go together: the author's condition replaces ours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from tocsin.promql import Matcher
from tocsin.regex import late
from tocsin.regex.patterns import satisfies

_SPECIAL: Final = late(r"[.*+?()\[{\\|^$]")


def under(asked: Sequence[Matcher], own: Sequence[Matcher]) -> tuple[Matcher, ...]:
    """Return those of `own` that stay when the author asks for `asked`.

    Two matchers of one label select nothing unless both hold. Of a single value nothing can be chosen, so that whoever says what it is to
    be means others; of a pattern, such as that of a model's pods, what is asked for is a part, unless it is none.

    >>> from tocsin.promql import equals, matches, not_equals
    >>> own = (equals("job_name", "m1"), matches("pod", "m1-[0-9]+"), equals("namespace", "ml"))
    >>> [each.label for each in under((equals("job_name", "train"), equals("pod", "m1-0"), not_equals("namespace", "kube-system")), own)]
    ['pod', 'namespace']
    """
    said = {other.label for other in asked}
    return tuple(
        [each for each in own if each.label not in said or not any(_replaces(other, each) for other in asked if other.label == each.label)]
    )


def _replaces(asked: Matcher, own: Matcher) -> bool:
    return (own.op == "=" and asked.op in {"=", "=~"}) or contradict(asked, own)


def implied(matcher: Matcher, others: Sequence[Matcher]) -> bool:
    """Tell whether one of `others` says which value it is, and `matcher` lets that one through.

    >>> from tocsin.promql import equals, matches
    >>> implied(matches("job", ".+"), [equals("job", "nightly")]), implied(matches("job", "daily|"), [equals("job", "nightly")])
    (True, False)
    """
    return matcher.op != "=" and any(
        other.op == "=" and other.label == matcher.label and satisfies(matcher.op, matcher.value, other.value) for other in others
    )


def contradict(one: Matcher, other: Matcher) -> bool:
    """Tell whether no value satisfies both, as far as that can be seen.

    >>> from tocsin.promql import equals, matches
    >>> contradict(equals("code", "429"), matches("code", "5..")), contradict(matches("code", "4.."), matches("code", "5.."))
    (True, True)
    >>> contradict(matches("code", "50[0-9]"), matches("code", "5..")), contradict(matches("pod", ".*-a"), matches("pod", "m1-.*"))
    (False, False)
    """
    match one.op, other.op:
        case "=", _:
            return not satisfies(other.op, other.value, one.value)
        case _, "=":
            return not satisfies(one.op, one.value, other.value)
        case "=~", _ if (values := _alternatives(one.value)) is not None:
            return not any(satisfies(other.op, other.value, value) for value in values)
        case _, "=~" if (values := _alternatives(other.value)) is not None:
            return not any(satisfies(one.op, one.value, value) for value in values)
        case "=~", "=~":
            begins = (_beginning(one.value), _beginning(other.value))
            return not (begins[0].startswith(begins[1]) or begins[1].startswith(begins[0]))
        case _:
            return False


def _alternatives(pattern: str) -> list[str] | None:
    """Return all that a pattern matches, when it is values parted by bars."""
    return None if _SPECIAL.search(pattern.replace("|", "")) else pattern.split("|")


def _beginning(pattern: str) -> str:
    """Return what everything that a pattern matches begins with, as far as that is plain."""
    found = _SPECIAL.search(pattern)
    if found is None:
        return pattern
    if "|" in pattern:
        return ""
    return pattern[: max(0, found.start() - 1)] if found[0] in "*?{" else pattern[: found.start()]
